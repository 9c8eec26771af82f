using System.Threading.RateLimiting;
using Cairn.Access;
using Cairn.AspNetCore.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.IdentityModel.Tokens;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Scalar.AspNetCore;

namespace Cairn.Server.Serving;

/// <summary>Puts the server together: a log, its API, API keys and tokens, limits, health and telemetry.</summary>
internal static class ServerHost
{
    private const string Either = "KeyOrToken";

    /// <exception cref="ServerException">The configuration is not valid; everything that is wrong with it.</exception>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var options = Read(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 8 << 20;
            kestrel.Limits.MaxRequestLineSize = 16 << 10;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // Its keys lie in a folder that is the server's alone.
        builder.Services.AddSingleton(options);
        AddLog(builder.Services, options);
        AddCallers(builder.Services, options);
        AddLimits(builder.Services, options);
        builder.Services.AddHealthChecks().AddCairn(tags: ["ready"]);
        AddTelemetry(builder.Services, options);
        return Map(builder.Build(), options);
    }

    private static ServerOptions Read(ConfigurationManager configuration)
    {
        var options = new ServerOptions();
        try
        {
            configuration.GetSection(ServerOptions.Section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new ServerException(
                $"The section {ServerOptions.Section} of the configuration: {e.Message} See appsettings.sample.json.");
        }

        string[] problems = [.. options.Problems()];
        return problems.Length == 0 ? options : throw new ServerException(string.Join(Environment.NewLine, problems));
    }

    private static void AddLog(IServiceCollection services, ServerOptions options) => services.AddCairn(cairn =>
    {
        _ = options.IsPostgres ? cairn.UsePostgres(options.Store, o => o.Migrate = options.Migrate)
            : cairn.UseSqlite(options.Store["sqlite:".Length..]);
        cairn.Configure(o =>
        {
            foreach (var action in ApiKeyActions.All)
            {
                o.Actions.Add(action);
            }
        });
        cairn.AddApi(api =>
        {
            api.IsTreePublic = options.PublicTree;
            api.RoleClaims.Clear();
            api.RoleClaims.Add(options.Jwt.RoleClaim);
            api.TenantClaims.Clear();
            api.TenantClaims.Add(options.Jwt.TenantClaim);
            api.Tenant = options.Jwt.Tenant;
            foreach (var (name, role) in options.Jwt.Roles)
            {
                api.Roles[name] = role;
            }
        });
    });

    private static void AddCallers(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(provider =>
        {
            var cairn = provider.GetRequiredService<CairnOptions>();
            return new ApiKeyFile(options.KeysFile, cairn.Clock, cairn.Random);
        });
        services.AddSingleton(provider => new KeyUse(options.KeysFile + ".used", provider.GetRequiredService<CairnOptions>().Clock));
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddSingleton(provider => new ViewerSessions(
            provider.GetRequiredService<IDataProtectionProvider>(), provider.GetRequiredService<CairnOptions>().Clock));
        services.AddSingleton(provider => new SignInCookie(provider.GetRequiredService<IDataProtectionProvider>()));
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        var links = Path.Combine(options.Folder, "links");
        Files.DurableFile.MakeFolder(options.Folder);
        Files.DurableFile.MakeFolder(links);
        services.AddDataProtection().SetApplicationName("Cairn.Server").PersistKeysToFileSystem(new(links));
        var schemes = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, policy => policy.ForwardDefaultSelector = context =>
                options.Jwt.Authority is not null && ApiKeyAuthentication.TokenOf(context.Request) is { } token
                    && !ApiKeyAuthentication.IsOurs(token)
                    ? JwtBearerDefaults.AuthenticationScheme
                    : ApiKeyAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Name, null);
        if (options.Jwt.Authority is { } authority)
        {
            schemes.AddJwtBearer(jwt =>
            {
                jwt.Authority = authority;
                jwt.Audience = options.Jwt.Audience;
                jwt.RequireHttpsMetadata = !options.Jwt.AllowHttp;
                jwt.MapInboundClaims = false;
                jwt.IncludeErrorDetails = false;
                jwt.AutomaticRefreshInterval = TimeSpan.FromHours(1); // So long at most a key counts that the issuer withdrew.
                jwt.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
                jwt.TokenValidationParameters.IgnoreTrailingSlashWhenValidatingAudience = false;
                jwt.TokenValidationParameters.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                    "ES512"];
            });

            // Else a key that the issuer withdrew would go on to count for an hour after the new ones were fetched.
            services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, jwt =>
            {
                if (jwt.ConfigurationManager is BaseConfigurationManager manager)
                {
                    manager.UseLastKnownGoodConfiguration = false;
                }
            });
        }

        services.AddAuthorization();
        services.AddCors(cors => cors.AddDefaultPolicy(
            policy => policy.WithOrigins([.. options.Origins]).WithMethods("GET", "POST").WithHeaders("authorization", "content-type")));
    }

    private static void AddLimits(IServiceCollection services, ServerOptions options) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            await new ApiProblem(429, "too-many-requests", "Too many requests", "Wait a second, or ask for a larger limit.")
                .WriteAsync(rejected.HttpContext);
        };
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            options.RequestsPerSecond == 0 || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(CallerOf(context), _ => new()
                {
                    TokenLimit = options.RequestBurst,
                    TokensPerPeriod = options.RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
    });

    // By the key or token itself before it is checked, so that guessing is limited by the address.
    private static string CallerOf(HttpContext context) =>
        context.User.Identities.OfType<CairnIdentity>().FirstOrDefault()?.Access.Actor.Id
        ?? context.User.FindFirst("sub")?.Value
        ?? $"address:{context.Connection.RemoteIpAddress}";

    private static void AddTelemetry(IServiceCollection services, ServerOptions options)
    {
        if (options.Otlp is { } collector)
        {
            services.AddOpenTelemetry()
                .WithTracing(t => t.AddAspNetCoreInstrumentation().AddSource("Cairn").AddOtlpExporter(o => o.Endpoint = new(collector)))
                .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter("Cairn").AddOtlpExporter(o => o.Endpoint = new(collector)));
        }
    }

    private static WebApplication Map(WebApplication app, ServerOptions options)
    {
        app.UseExceptionHandler(handler => handler.Run(context => new ApiProblem(
            500, "internal", "The server failed", "Its log says why.").WriteAsync(context)));
        app.UseStatusCodePages(context => ProblemOf(context.HttpContext.Response.StatusCode).WriteAsync(context.HttpContext));
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.XFrameOptions = "DENY";
            return next(context);
        });
        app.UseRouting();
        if (options.Origins.Count > 0)
        {
            app.UseCors();
        }

        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
        app.MapCairnApi("/api/v1").RequireAuthorization();
        app.MapCairnAudit().RequireAuthorization();
        app.MapApiRoutes("/api/v1", KeyRoutes.All).RequireAuthorization();
        app.MapCairnViewer("/", viewer =>
        {
            viewer.Menu["API"] = "/reference";
            viewer.Menu["Sign out"] = "/sign-out";
        }).RequireAuthorization();
        app.MapSignIn();
        app.MapScalarApiReference("/reference", scalar => scalar.WithOpenApiRoutePattern("/api/v1/openapi.json")).AllowAnonymous();
        return app;
    }

    private static ApiProblem ProblemOf(int status) => status switch
    {
        401 => ApiProblem.NotSignedIn(),
        403 => ApiProblem.Forbidden("You may not call this."),
        404 => ApiProblem.NotFound("See /reference for what there is."),
        405 => new(405, "method-not-allowed", "The method is not one of this address", "See /reference for what there is."),
        _ => new(status, "not-understood", "The request is not understood", "See /reference for what there is."),
    };
}

/// <summary>The server cannot start as it is configured. The message says why, and how to mend it.</summary>
internal sealed class ServerException(string message) : Exception(message);
