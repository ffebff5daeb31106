/** The keys whose private halves are published with the source code of the twin: anyone can sign with them. */
import { canonicalKey } from 'helseid-contract'
import { decodeProtectedHeader, type JWK } from 'jose'
import type { ClientConfig } from './config.ts'
import { type DiagnosticEvents, publish } from './diagnostics.ts'
import { isRealHost, isTwinHost } from './issuer-problem.ts'

/** RFC 7638 thumbprints of every private key in the repository; a test compares them with the repository. */
export const publishedThumbprints: ReadonlySet<string> = new Set([
  '0WfVp0MJKfs1OGrkYPhqgGQqZu7Mo9IcGKceXR9HVfY',
  '1437l2PK7yZ3Xrgb33YcPOLn8rWjd2gsmtOTXgEz9U8',
  '3B5F7Nqe1C6wVCohiUKEXeFbwrIuTqh5mq-GC8Oi4sM',
  '4zcrV0LS4QG4zL1siIsxR7emG4Iiny187EA7uNxWbpU',
  'AACK1Uz1PTVW4LNBVqb_HsqZ9jyYAZIlleDYHK_794A',
  'C-qZxxyMwOfCHxatQsApUMS79mbP35e9IludFg-ItQk',
  'FviE-LAP31tJ5AhT7XqzCI2_tzWqVrXf__7cR5pMmOo',
  'JZhDA2XHynSnm1_zp1B-WaGSGcFdBRIV7EZ82l5bRco',
  'LVtxr8CmqH-mi3KA2MU0NIGcRK9ePXYuWEAcStoco1o',
  'M8bYkT5a-8EHLkDgYLkmjasbKBNkQXDla4GYnfsa4WY',
  'MyPVMOgkA-Ll9kMwtIZhQKVEauuvQmbGyUA1F2pHYys',
  'SQCkjQOdUH6b20eYL4v_fX4x9qvRxZUA65YHN5Cg88c',
  'TxwNr_o8gHHidfJdnS6Xug1uhxJIENSIJ_DEO69XPGk',
  'aNxlFubfF03bfca7h9DxzIOd-ZvtTClmVjLUh1edh3g',
  'drF-LlGjUD4UqDqY4DrdERGEcvsWaN0lWPSlFp7I-kA',
  'jVhPT6hq9IsEpKt44W3N6S24cuK4fyWo7a4OI4UjXxo',
  'jcA1EV0EhymOCGSYu7Jxx5nkmTT0jWLL3nRK_fj2u8A',
  'jcx2j-nt6n7nXr6i49Rtzpi7hIddySKUhHjB_WBskzM',
  'kXhBcrRG5bUtgVMx1aMb88G6PYFPemgNysvJuEHGpdM',
  'm9IuvJPh3RTcWTO52WMIAC8nVcfHG_mVf76uDB-gpRE',
  'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
  'pH-Ms_7vpjuT111zM6V1sYzcYXw1pzUhezKwhKLG3jI',
  'qG-fQSQgK-a2nRR1FpyVIZFj_yruTIA4ROMT4e-MycE',
  'tA-W5dPSX0FYnpEAG6NzacfbQNdmr2m3tII0TCz7ZGY',
  'vayvIE_1L1yVwBYk0JVmYsEa6IeHEBidVKMmRsK09Go',
  'wm6A0hC_kE2slWfBYkabo3F7yijVCKSPFwprHe9dAsw',
  'xgWqQ5GaY8RAE1Wp2Q1nTrCjIHU_WZynMu8_sPeY41U',
  'z00H_Kcar_3EdVvzLPpN0e7WE80sabgIYvzi4RVzOD8',
  'zPkYHW16SzxGoo5GaPen-705ud5OwGSGyD2CJ0jwOL8',
])

/** `kid` of the twin's demo signing keys. */
export const publishedKids: ReadonlySet<string> = new Set([
  '0BEDBB44895D9842A610FCB3C0FA3BE0B8C7B042',
  '284497F52E44047BF5F1FAF4D0487AA41F19A450',
  '31A49866EEA23E4CA19EB74E8C4AFC6FCCC57A6A',
  '31ACDC57774B3846D7479A8352785F2DED5E35B6',
  '4346E9A0B1D0307BD5E972AFC56BB7348F534CAB',
  '4E04A671363D9FCB6C7B48242A168E4D2FDA0952',
  '56C9E684024C75C0838757095B4948D7ACE50C13',
  '6065C99B10B35FF44482E3A71314790F7E4807DF',
  '63470E90608FCEAB69C17CD553C75850DCF6D1F0',
  '68ADC095C6ED7BF2027B1894928EA1EE7D665EFE',
  '790DE475DFB6967E451002606BE4051E897C4101',
  '86BFAAF63ECFA71B3118375444FEE50A9F7B0868',
  '9CD9FEC2BE996D4E61051B240DEB236EF8101712',
  'C41AD9E15F50FFB9FAB1B1987AEACA8EED2B904C',
  'D6EF2FCEDAFA2AC828061BB3C925108B5FD6638A',
])

/** Whether the private half of a public key is published, in whatever spelling. An incomplete JWK is not. */
export function isPublished(jwk: JWK): boolean {
  try {
    return publishedThumbprints.has(canonicalKey(jwk).thumbprint)
  } catch {
    // Not a complete key. Keys that verify tokens are read by the same function.
    return false
  }
}

/**
 * Whether published keys give away that a test setting reached production: always under `NODE_ENV=production`, and at an
 * issuer that is neither on this machine nor at a host name without a dot, as in a container network. HelseID's own
 * issuers are exempt: their keys come from HelseID's own hosts.
 */
export function isProductionLike(issuer: string): boolean {
  const { hostname } = new URL(issuer)
  return !isRealHost(hostname) && (process.env.NODE_ENV === 'production' || !isTwinHost(hostname))
}

/** Reports each once: the client's own key, its DPoP key and the key that signed its token, if it is published. */
export function createPublishedKeyReport({ issuer, dpopKey }: Pick<ClientConfig, 'issuer' | 'dpopKey'>) {
  const isWatching = isProductionLike(issuer)
  const reported = new Set<string>()
  const report = (what: DiagnosticEvents['helseid-client:published-key']['what'], kid: string, isKnown: boolean) => {
    if (!isKnown || reported.has(what)) return
    reported.add(what)
    publish('helseid-client:published-key', { issuer, what, kid })
  }
  return {
    report(client: { readonly kid: string; readonly thumbprint?: string | undefined }, accessToken: string): void {
      if (!isWatching) return
      report('client key', client.kid, publishedThumbprints.has(client.thumbprint ?? client.kid))
      if (dpopKey !== undefined) report('DPoP key', canonicalKey(dpopKey).thumbprint, isPublished(dpopKey))
      const kid = signingKidOf(accessToken)
      if (kid !== undefined) report('signing key', kid, publishedKids.has(kid))
    },
  }
}

/** To a client, an access token is opaque (RFC 9068 6): it need not be a JWT. */
function signingKidOf(accessToken: string): string | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(accessToken)) return undefined
  try {
    return decodeProtectedHeader(accessToken).kid
  } catch {
    // Three parts, but no JWT.
    return undefined
  }
}
