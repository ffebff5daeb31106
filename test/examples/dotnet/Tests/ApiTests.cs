// The API in this process, with the twin as its token service.
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Example;

public sealed class ApiTests(TwinProcess twin) : IClassFixture<TwinProcess>
{
    [Fact]
    public async Task A_token_of_the_twin_is_accepted() =>
        Assert.Equal(HttpStatusCode.OK, await CallAsync(await twin.MintAsync()));

    [Theory]
    [InlineData("expired-token")]
    [InlineData("unknown-key")]
    public async Task A_broken_token_is_refused(string fault) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(await twin.MintAsync(null, fault)));

    [Fact]
    public async Task The_production_configuration_is_kept()
    {
        await using var api = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .ConfigureTestServices(services => services.Configure<JwtBearerOptions>(
                JwtBearerDefaults.AuthenticationScheme,
                options => options.BackchannelHttpHandler = new RedirectToTwin(twin.Origin) { InnerHandler = new HttpClientHandler() })));
        var token = await twin.MintAsync("https://helseid-sts.test.nhn.no");
        Assert.Equal(HttpStatusCode.OK, await CallAsync(token, api));
    }

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        await using var api = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("HelseId:Authority", twin.Issuer)
            .UseSetting("HelseId:RequireHttpsMetadata", "false"));
        return await CallAsync(token, api);
    }

    private static async Task<HttpStatusCode> CallAsync(string token, WebApplicationFactory<Program> api)
    {
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.GetAsync("/hello");
        return response.StatusCode;
    }
}
