using Cairn.Samples.Clinic;

var builder = WebApplication.CreateBuilder(args);
builder.AddClinic();

var app = builder.Build();
await ClinicDatabase.PrepareAsync(app.Services);

app.UseCairn();
app.UseAuthentication();
app.UseAuthorization();

app.MapAccounts();
app.MapAppointments();
app.MapPayments();
app.MapAdministration();
app.MapHealthChecks("/health");
app.Lifetime.ApplicationStarted.Register(() => WhatToTry.Print(app));

app.Run();
