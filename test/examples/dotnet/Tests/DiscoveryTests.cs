// Duende.IdentityModel reads the twin's metadata: over HTTPS from a container, over plain HTTP on this machine.
using Duende.IdentityModel.Client;
using Xunit;

namespace Example;

public sealed class DiscoveryTests(TwinContainer container, TwinProcess process)
    : IClassFixture<TwinContainer>, IClassFixture<TwinProcess>
{
    [Fact]
    public async Task Metadata_is_read_over_https()
    {
        var metadata = await container.Http.GetDiscoveryDocumentAsync(container.Issuer);
        Assert.False(metadata.IsError, metadata.Error);
    }

    [Fact]
    public async Task Metadata_is_read_over_plain_http_on_loopback()
    {
        var metadata = await process.Http.GetDiscoveryDocumentAsync(process.Issuer);
        Assert.False(metadata.IsError, metadata.Error);
    }

    [Fact]
    public async Task Metadata_is_read_over_plain_http_elsewhere_only_if_the_policy_says_so()
    {
        var request = new DiscoveryDocumentRequest { Address = process.Issuer, Policy = { AllowHttpOnLoopback = false } };
        Assert.True((await process.Http.GetDiscoveryDocumentAsync(request)).IsError);
        request = new DiscoveryDocumentRequest { Address = process.Issuer, Policy = { AllowHttpOnLoopback = false, RequireHttps = false } };
        Assert.False((await process.Http.GetDiscoveryDocumentAsync(request)).IsError);
    }
}
