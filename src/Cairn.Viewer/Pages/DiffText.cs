using Cairn.Viewer.Models;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Cairn.Viewer.Pages;

/// <summary>One side of a change, with what is its own marked.</summary>
public sealed class DiffText : ComponentBase
{
    [CascadingParameter] internal ViewerContext Viewer { get; set; } = null!; // Every page has one.

    /// <summary>The side.</summary>
    [Parameter, EditorRequired] public object? Side { get; set; }

    /// <summary>The pointer to it in the entry.</summary>
    [Parameter, EditorRequired] public string Is { get; set; } = "";

    /// <summary>Whether it is what was there before.</summary>
    [Parameter] public bool IsBefore { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (Side is not DiffSide { Value: { } value } side)
        {
            builder.OpenElement(0, "i");
            builder.AddAttribute(1, "class", "absent");
            builder.AddAttribute(2, "data-absent", Is);
            builder.AddContent(3, Viewer.Words["Absent"]);
            builder.CloseElement();
            return;
        }

        builder.OpenElement(4, "bdi");
        builder.AddAttribute(5, "class", $"long {(value.Json[0] switch { '"' => "str", '{' or '[' => "json", _ => "lit" })}");
        builder.AddAttribute(6, "data-is", Is);
        foreach (var (text, isOwn) in side.Pieces)
        {
            if (isOwn)
            {
                builder.OpenElement(7, IsBefore ? "del" : "ins");
                builder.AddContent(8, text);
                builder.CloseElement();
            }
            else
            {
                builder.AddContent(9, text);
            }
        }

        builder.CloseElement();
    }
}
