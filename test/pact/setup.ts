/** Pact's proxy would send loopback requests to a proxy that the environment names, and its verifier look for pacts at a broker. */
const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'PACT_BROKER_BASE_URL']
for (const name of names) delete process.env[name]
