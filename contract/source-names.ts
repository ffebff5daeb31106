/** The names and abbreviations that references use: what each stands for, and where to open it. */

export interface SourceName {
  /** As the legend prints it. */
  readonly name: string
  readonly meaning: string
  /** Where a reference uses it. */
  readonly pattern: RegExp
  /** The source as a whole; absent where no public address is known. */
  readonly url?: string
  /** The page, section or file that one use names. */
  readonly address?: (use: RegExpMatchArray) => string | undefined
}

const portal = 'https://utviklerportal.nhn.no/informasjonstjenester/helseid'
const usage = `${portal}/bruksmoenstre-og-eksempelkode/bruk-av-helseid/docs`
const profile = `${portal}/protokoller-og-sikkerhetsprofil/sikkerhetsprofil/docs`
const confluence = 'https://helseid.atlassian.net/wiki/pages/viewpage.action?pageId='
const identityServer = 'https://github.com/DuendeSoftware/products/blob/18193b5f5/identity-server/src/IdentityServer'
const duendeOptions = 'https://docs.duendesoftware.com/identityserver/reference/options'
const library = 'https://github.com/NorskHelsenett/HelseID.Library'

const portalPages: Readonly<Record<string, string>> = {
  bruk_av_client_assertion: `${usage}/tekniske-mekanismer/bruk_av_client_assertion_enmd`,
  feilmeldinger: `${usage}/teknisk-referanse/feilmeldinger_enmd`,
  formatering_av_dpop_bevis: `${profile}/vedlegg/formatering_av_dpop_bevis_enmd`,
  funksjonelle_krav: `${profile}/funksjonelle_krav_enmd`,
  krav_til_kryptografi: `${profile}/vedlegg/krav_til_kryptografi_enmd`,
  organisasjonsnumre: `${usage}/tekniske-mekanismer/organisasjonsnumre_enmd`,
  'sfm-id_for_multi_tenant-klienter': `${usage}/tekniske-mekanismer/sfm-id_for_multi_tenant-klienter_enmd`,
  sikkerhetsprofil: `${profile}/sikkerhetsprofil_enmd`,
  'token-endepunktet': `${usage}/teknisk-referanse/endepunkt/token-endepunktet_enmd`,
  validering_av_access_token: `${profile}/vedlegg/validering_av_access_token_enmd`,
}

const developmentPages: Readonly<Record<string, string>> = {
  'profil-for-bruk-av-tillitsrammeverket':
    'https://utviklerportal-dev.nhn.no/informasjonstjenester/helseid/bruksmoenstre-og-eksempelkode/bruksmoenstre/dokumentdeling/profil-for-bruk-av-tillitsrammeverket-gjennom-helseid',
}

/** Classes outside Validation/Default; of a setting, the reference names the option itself. */
const duendeFiles: Readonly<Record<string, string>> = {
  InputLengthRestrictions: `${identityServer}/Configuration/DependencyInjection/Options/InputLengthRestrictions.cs`,
  TokenEndpoint: `${identityServer}/Endpoints/TokenEndpoint.cs`,
  TokenErrorResult: `${identityServer}/Endpoints/Results/TokenErrorResult.cs`,
}

function duendeAddress(name: string): string | undefined {
  if (/(?:Validator|SecretParser)$/.test(name)) return `${identityServer}/Validation/Default/${name}.cs`
  return duendeFiles[name]
}

/** Where two names begin at the same place, the earlier one counts. */
export const sourceNames: readonly SourceName[] = [
  {
    name: 'UP',
    meaning: 'a page of HelseID’s documentation in NHN’s developer portal, by the end of its address',
    pattern: /\bUP:([\w-]+)/,
    url: 'https://utviklerportal.nhn.no',
    address: ([, page = '']) => portalPages[page],
  },
  {
    name: 'UP-dev',
    meaning: 'a page of the portal’s development version, a draft',
    pattern: /\bUP-dev:([\w-]+)/,
    url: 'https://utviklerportal-dev.nhn.no',
    address: ([, page = '']) => developmentPages[page],
  },
  {
    name: 'CF',
    meaning: 'a page of HelseID’s former Confluence (2020 to 2023), by its page id; the developer portal supersedes it',
    pattern: /\bCF:(\d+)/,
    url: 'https://helseid.atlassian.net/wiki',
    address: ([, id]) => `${confluence}${id}`,
  },
  {
    name: 'SK',
    meaning: 'a security requirement of HelseID’s security profile, by its number',
    pattern: /\b(?:security profile )?SK\d+/,
    url: `${profile}/sikkerhetsprofil_enmd`,
  },
  {
    name: 'FK',
    meaning: 'a functional requirement of HelseID, by its number',
    pattern: /\bFK\d+/,
    url: `${profile}/funksjonelle_krav_enmd`,
  },
  {
    name: 'HID',
    meaning: 'a number of HelseID’s own list of errors about organisation numbers (2023)',
    pattern: /\bHID-\d+/,
    url: `${confluence}750616578`,
  },
  {
    name: 'RFC',
    meaning: 'an RFC of the IETF, with its section',
    pattern: /\bRFC (\d+)(?: (\d+(?:\.\d+)*))?/,
    url: 'https://www.rfc-editor.org',
    address: ([, rfc, section]) =>
      `https://www.rfc-editor.org/rfc/rfc${rfc}${section === undefined ? '' : `#section-${section}`}`,
  },
  {
    name: 'CWE',
    meaning: 'a weakness in the Common Weakness Enumeration, by its number',
    pattern: /\bCWE-(\d+)/,
    url: 'https://cwe.mitre.org',
    address: ([, number]) => `https://cwe.mitre.org/data/definitions/${number}.html`,
  },
  {
    name: 'FAPI 2.0',
    meaning: 'the FAPI 2.0 Security Profile of the OpenID Foundation, with its section',
    pattern: /\bFAPI 2\.0/,
    url: 'https://openid.net/specs/fapi-security-profile-2_0-final.html',
  },
  {
    name: 'OpenID Connect Core',
    meaning: 'OpenID Connect Core 1.0, with its section',
    pattern: /\bOpenID Connect Core/,
    url: 'https://openid.net/specs/openid-connect-core-1_0.html',
  },
  {
    name: 'conformance suite',
    meaning: 'the conformance suite of the OpenID Foundation, by the name of a test module',
    pattern: /\bconformance suite/,
    url: 'https://gitlab.com/openid/conformance-suite',
  },
  {
    name: 'DuendeSoftware/foss#323, F323',
    meaning: 'issue 323 of DuendeSoftware/foss, in which HelseID’s team describes its plans (2026-02-19)',
    pattern: /\bF323\b|\bDuendeSoftware\/foss#323/,
    url: 'https://github.com/DuendeSoftware/foss/issues/323',
  },
  {
    name: 'Duende',
    meaning: 'Duende IdentityServer, the product under HelseID, by a class or option of its source code',
    pattern: /\bDuende\b(?: (\w+))?/,
    url: duendeOptions,
    address: ([, name = '']) => duendeAddress(name),
  },
  {
    name: 'Microsoft.IdentityModel',
    meaning: 'the JWT library of .NET, which Duende IdentityServer uses',
    pattern: /\bMicrosoft\.IdentityModel/,
    url: 'https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet',
  },
  {
    name: 'ASP.NET',
    meaning: 'ASP.NET Core, the web framework under Duende IdentityServer',
    pattern: /\bASP\.NET(?: FormOptions\.\w+)?/,
    url: 'https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.http.features.formoptions.valuelengthlimit?view=aspnetcore-11.0',
  },
  {
    name: 'HelseID.Library.Java',
    meaning: 'NHN’s client library for Java',
    pattern: /\bHelseID\.Library\.Java/,
    url: `${library}.Java`,
  },
  {
    name: 'HelseID.Library',
    meaning: 'NHN’s client library for .NET, with its tests and documentation',
    pattern: /\bHelseID\.Library\b(?: (?:(token_requests\.md)|(DiscoveryDocumentGetterTests\.cs)))?/,
    url: library,
    address: ([, requests, discovery]) => {
      if (requests !== undefined)
        return `${library}/blob/d458c26/Documentation/ClientCredentialsUsage/token_requests.md`
      if (discovery === undefined) return undefined
      return `${library}/blob/d458c26/HelseId.Library.Tests/Services/Endpoints/DiscoveryDocumentGetterTests.cs`
    },
  },
  {
    name: 'HelseID.Samples',
    meaning: 'NHN’s sample programs',
    pattern: /\bHelseID\.Samples/,
    url: 'https://github.com/NorskHelsenett/HelseID.Samples',
  },
  {
    name: 'SB.Samples',
    meaning: 'Selvbetjening.Samples, NHN’s sample programs for HelseID Selvbetjening',
    pattern: /\b(?:SB|Selvbetjening)\.Samples/,
    url: 'https://github.com/NorskHelsenett/Selvbetjening.Samples',
  },
  {
    name: 'KS',
    meaning: 'fiks-helseid-client, the Kotlin client of KS, the association of local authorities',
    pattern: /\bKS fiks-helseid-client/,
    url: 'https://github.com/ks-no/fiks-helseid-client',
  },
  {
    name: 'FHI Slash',
    meaning: 'Fhi.Slash.Public, a .NET client of the Norwegian Institute of Public Health',
    pattern: /\bFHI Slash/,
    url: 'https://github.com/folkehelseinstituttet/Fhi.Slash.Public',
  },
  {
    name: 'FHI',
    meaning:
      'Fhi.HelseId, a .NET library of the Norwegian Institute of Public Health, with recorded metadata and tokens',
    pattern: /\bFHI\b(?! Slash)/,
    url: 'https://github.com/FHIDev/fhi.helseid',
  },
  {
    name: 'FinnurO',
    meaning: 'a proof of concept by Digdir that ran against HelseID’s test STS in August and September 2026',
    pattern: /\bFinnurO\/forer-legeerklaering/,
    url: 'https://github.com/FinnurO/forer-legeerklaering',
  },
  {
    name: 'helseid-nav-test',
    meaning: 'a test program of Nav, with a token response recorded from HelseID’s test STS in June 2024',
    pattern: /\bnavikt\/helseid-nav-test/,
    url: 'https://github.com/navikt/helseid-nav-test',
  },
  {
    name: 'Altinn',
    meaning: 'Altinn’s authentication service, a client of HelseID, with a guide to client assertions',
    pattern: /\bAltinn client assertion/,
    url: 'https://github.com/Altinn/altinn-authentication',
  },
  {
    name: 'EHSEC',
    meaning: 'an error number of Helsenorge’s API for external systems',
    pattern: /\bEHSEC-\d+/,
  },
  {
    name: 'A44, B21, …',
    meaning:
      'a case, a row of the table of cases of helseid-contract: A client assertion, B token request, C DPoP proof; D is a check of an API, E of the metadata',
    pattern: /\b[A-E]\d{2,3}\b/,
  },
]
