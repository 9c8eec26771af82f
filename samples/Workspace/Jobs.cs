namespace Cairn.Samples.Workspace;

/// <summary>What the portal asks the back end to do, for whom, and as which operation of theirs.</summary>
internal sealed record Job(string Workspace, string User, string Operation);

/// <summary>Exports and deletions. The portal has recorded that somebody asked; here it is recorded that it was done.</summary>
internal static class Jobs
{
    public static IResult Export(Job job, IAuditLog audit)
    {
        var export = new { job.Workspace, Owner = job.User, Channels = (string[])["general", "random"] }; // A real one would be a file.
        using (On(job, audit))
        {
            audit.DataExportCompleted(new("workspace", job.Workspace), "json", export.Channels.Length);
        }

        return Results.Ok(export);
    }

    public static IResult Delete(Job job, IAuditLog audit)
    {
        using (On(job, audit))
        {
            audit.DataDeletionCompleted(new("user", job.User), count: 0); // A real one would count what it deletes.
        }

        return Results.NoContent();
    }

    // What is recorded inside is of the back end's doing, for the user, and belongs to the operation that began in the portal.
    private static AuditScope On(Job job, IAuditLog audit) => audit.Scope(
        AuditActor.Service("back-end"), job.Workspace, job.Operation, onBehalfOf: new("user", job.User), source: "back-end");
}
