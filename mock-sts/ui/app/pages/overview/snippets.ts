/** Examples that connect a client. `{name}` is filled in with this server's addresses and the demo client. */

export interface Snippet {
  readonly language: string
  readonly text: string
  /** The example in the repository that CI runs, from which the lines are taken; undefined if none runs these lines. */
  readonly from?: string
}

export const snippets: readonly Snippet[] = [
  {
    language: 'curl',
    from: 'test/mock-sts/ui/snippets.test.ts',
    text: `# a token and its proof, minted by the twin: nothing to sign
curl {base}/_mock/tokens \\{authorization}
  -H 'content-type: application/json' \\
  -d '{ "audience": "nhn:test-public-samplecode",
        "scopes": ["{scope}"],
        "proof": { "url": "{base}/nhn-api/test/hello" } }'
`,
  },
  {
    language: 'Node',
    from: 'test/mock-sts/ui/snippets.test.ts',
    text: `import { createHelseIdClient } from 'helseid-client'

const client = createHelseIdClient({
  issuer: '{issuer}',
  clientId: '{clientId}',
  key: { file: 'node_modules/helseid-mock/dist/demo/client-key.NOT-A-SECRET.json' },
  scopes: ['{scope}'],
})
const response = await client.fetch('{base}/nhn-api/test/hello')
console.log(response.status, await response.json())
`,
  },
  {
    language: 'Java',
    from: 'test/examples/java/src/main/java/example/SpawnTwin.java',
    text: `String CLIENT_ID = "{clientId}";
String SCOPE = "{scope}";
URI issuer = URI.create("{issuer}");

OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(new Issuer(issuer));
ECKey proofKey = new ECKeyGenerator(Curve.P_256).generate();
var proofs = new DefaultDPoPProofFactory(proofKey, JWSAlgorithm.ES256);

URI endpoint = metadata.getTokenEndpointURI();
var authentication = new PrivateKeyJWT(assertion(issuer, key));
HTTPRequest request =
    new TokenRequest(endpoint, authentication, new ClientCredentialsGrant(), new Scope(scope)).toHTTPRequest();
request.setDPoP(proofs.createDPoPJWT("POST", endpoint, nonce));
return request.send();
`,
  },
  {
    language: '.NET',
    text: `// appsettings.Development.json
{
  "HelseID": {
    "Authority": "{issuer}",
    "ClientId": "{clientId}",
    "Scope": "{scope}"
  }
}
`,
  },
  {
    language: 'Python',
    from: 'test/examples/python/spawn_twin.py',
    text: `ISSUER = "{issuer}"
CLIENT_ID = "{clientId}"
SCOPE = "{scope}"

metadata = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=10).json()
endpoint = metadata["token_endpoint"]
form = {
    "client_id": CLIENT_ID,
    "client_assertion": assertion(key, kid, metadata["issuer"]),
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "grant_type": "client_credentials",
    "scope": scope,
}
headers = {"DPoP": proof(proof_key, proof_jwk, "POST", endpoint, nonce)}
return requests.post(endpoint, data=form, headers=headers, timeout=10)
`,
  },
]

export type SnippetValues = Readonly<Record<'base' | 'issuer' | 'clientId' | 'scope' | 'authorization', string>>

/** The text in parts; those that were filled in are marked. */
export function filledIn(
  text: string,
  values: SnippetValues,
): readonly { readonly text: string; readonly isValue: boolean }[] {
  return text.split(/(\{(?:base|issuer|clientId|scope|authorization)\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1] as keyof SnippetValues | undefined
    return name === undefined ? { text: part, isValue: false } : { text: values[name], isValue: true }
  })
}
