// Trusts the twin's CA in one HttpClient, on every operating system, and nothing else.
using System.Security.Cryptography.X509Certificates;

namespace Example;

public static class TwinTrust
{
    public static SocketsHttpHandler OnlyTrusting(X509Certificate2 ca) => new()
    {
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { ca },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };
}
