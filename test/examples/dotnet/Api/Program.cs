// An API that accepts HelseID's access tokens.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

var builder = WebApplication.CreateBuilder(args);
var helseId = builder.Configuration.GetSection("HelseId");
var scope = helseId["Scope"] ?? "nhn:example/api";

builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.Authority = helseId["Authority"] ?? "https://helseid-sts.test.nhn.no";
    options.Audience = helseId["Audience"] ?? "nhn:example";
    options.RequireHttpsMetadata = helseId.GetValue("RequireHttpsMetadata", true);
    options.MapInboundClaims = false;
    options.TokenValidationParameters.ValidTypes = ["at+jwt"];
    options.TokenValidationParameters.TryAllIssuerSigningKeys = false;
});
builder.Services.AddAuthorizationBuilder().AddPolicy("hello", policy => policy.RequireClaim("scope", scope));

var app = builder.Build();
app.MapGet("/hello", (ClaimsPrincipal caller) => caller.FindFirstValue("client_id")).RequireAuthorization("hello");
app.Run();

public partial class Program;
