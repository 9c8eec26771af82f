using Cairn.Viewer.Models;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Cairn.Viewer.Pages;

/// <summary>An entry's sentence, its values set off. A script compares each piece with the entry's bytes.</summary>
public sealed class Sentence : ComponentBase
{
    // A list shows so much of a value; its entry's page shows all of it.
    private const int MostInList = 160;

    /// <summary>The entry.</summary>
    [Parameter, EditorRequired] public AuditEntry Entry { get; set; } = null!; // Required.

    /// <summary>Whether long values are cut.</summary>
    [Parameter] public bool IsShort { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var piece in Entry.Source.Pieces)
        {
            var isCut = IsShort && piece.Text.Length > MostInList;
            var text = isCut ? Cut(piece.Text) : piece.Text;
            if (piece.Place is null)
            {
                builder.OpenElement(0, "span");
                builder.AddAttribute(1, "class", "w");
                builder.AddAttribute(2, "data-cut", isCut);
            }
            else
            {
                builder.OpenElement(3, "bdi");
                builder.AddAttribute(4, "class", $"v {Tone(piece.Place)}");
                builder.AddAttribute(5, "data-place", piece.Place);
                builder.AddAttribute(6, "data-cut", isCut);
            }

            builder.AddContent(7, text);
            builder.CloseElement();
        }
    }

    private static string Tone(string place) => place is "actor" ? "who" : place is "target" or "targets" ? "what" : "value";

    private static string Cut(string text) => text[..(char.IsHighSurrogate(text[MostInList - 1]) ? MostInList - 1 : MostInList)] + "…";
}
