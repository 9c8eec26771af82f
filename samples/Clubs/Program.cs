using Cairn.Samples.Clubs;
using Cairn.Samples.Clubs.Data;

var builder = WebApplication.CreateBuilder(args);
var database = await ClubsDatabase.PrepareAsync(builder.Configuration);
builder.AddClubs(database);

var app = builder.Build();
await ClubsPeople.PrepareAsync(app.Services);

app.UseCairn();
app.UseAuthentication();
app.UseAuthorization();

app.MapAccounts();
app.MapClubs();
app.MapAudit();
app.MapHealthChecks("/health", new() { ResponseWriter = WhatToTry.WriteHealthAsync });
app.Lifetime.ApplicationStarted.Register(() => WhatToTry.Print(app));

app.Run();
