/** `helseid-mock mint`: lets a running twin mint an access token, valid or broken, with its DPoP proof. */
import { namedOnce } from '../http/named-once.ts'
import type { Minted, MintOptions } from '../mint/mint.ts'
import { type ProofFault, proofFaults } from '../mint/proof-faults.ts'
import type { CliCommand } from './command.ts'
import { configureTwin, twinClient } from './control-client.ts'
import { refuseUnusedOptions } from './unused-options.ts'
import { UsageError } from './usage-error.ts'

type Flags = Readonly<Record<string, unknown>>

export const mintCommand: CliCommand = {
  configure(command) {
    configureTwin(command)
      .option(
        '--sts <name>',
        'STS that issues the token (default: that of --issuer or of the twin’s hostname, else test)',
      )
      .option('--issuer <url>', 'issuer that the API expects, if it reaches the twin at another address')
      .option('--audience <audience...>', 'audience (default: the twin’s protected API)')
      .option('--scope <scope...>', 'scope (default: the protected API’s)')
      .option('--client-id <id>', 'client id (default: minted); a registered client adds its claims')
      .option('--parent <number>', 'organisation number in orgnr_parent')
      .option('--child <number>', 'organisation number in orgnr_child')
      .option('--supplier <number>', 'organisation number in orgnr_supplier')
      .option('--lifetime <seconds>', 'lifetime, negative for an expired token (default: the API’s, else 600)')
      .option('--claim <name=text...>', 'set a claim: name=text, or name:=JSON for other types; name:=null removes it')
      .option('--header <name=text...>', 'set a header member, in the same way')
      .option('--broken <scenario...>', 'break the token by these scenarios (list: helseid-mock scenarios)')
      .option('--bearer', 'mint a Bearer token, not bound to a key')
      .option('--url <address>', 'URL of the API request; adds a DPoP proof for it')
      .option('--method <method>', 'method of that request (default: GET)')
      .option('--nonce <nonce>', 'nonce from the API, if it requires one')
      .option('--broken-proof <fault>', `break the proof: ${Object.keys(proofFaults).join(', ')}`)
      .option('--json', 'print token, proof, key and claims as JSON')
      .addHelpText(
        'after',
        '\nPrints the token, or with --url the headers of the request: helseid-mock mint --url $API | curl -H @- $API',
      )
  },
  async run({ json, ...flags }) {
    const minted = await (await twinClient(flags)).mint(optionsOf(flags))
    console.log(json ? JSON.stringify(minted, null, 2) : tokenText(minted, flags.url !== undefined))
    return 0
  },
}

function tokenText({ accessToken, proof }: Minted, asFields: boolean): string {
  if (!asFields) return accessToken
  return proof === undefined
    ? `Authorization: Bearer ${accessToken}`
    : `Authorization: DPoP ${accessToken}\nDPoP: ${proof}`
}

function optionsOf(flags: Flags): MintOptions {
  const { sts, issuer, audience, scope, clientId, parent, child, supplier, lifetime, claim, header, broken, bearer } =
    flags
  const [single, ...others] = (audience ?? []) as readonly string[]
  const organization = present({ parent, child, supplier })
  return present({
    sts,
    issuer,
    audience: others.length > 0 ? audience : single,
    scopes: scope,
    clientId,
    organization: Object.keys(organization).length > 0 ? organization : undefined,
    lifetime: lifetime === undefined ? undefined : wholeSeconds(String(lifetime)),
    claims: pairs(claim, '--claim'),
    header: pairs(header, '--header'),
    broken,
    bearer,
    proof: bearer === true ? withoutProof(flags) : proofOf(flags),
  }) as MintOptions
}

/** A Bearer token has no proof, whose options would have no effect. */
function withoutProof({ method, nonce, brokenProof }: Flags): undefined {
  refuseUnusedOptions({ method, nonce, brokenProof }, 'a Bearer token', 'it applies to a DPoP proof')
}

function proofOf({ url, method, nonce, brokenProof }: Flags): MintOptions['proof'] {
  if (url === undefined) {
    const stray = Object.keys(present({ '--method': method, '--nonce': nonce, '--broken-proof': brokenProof }))[0]
    if (stray !== undefined) throw new UsageError(`${stray} applies to a DPoP proof: add --url`)
    return undefined
  }
  return { url: String(url), ...present({ method, nonce, broken: brokenProof as ProofFault }) }
}

function wholeSeconds(text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--lifetime must be a number of seconds, not "${text}"`)
}

/** `name=value` is text, `name:=value` is JSON. No HelseID claim has an equals sign in its name. */
function pairs(given: unknown, flag: string): Record<string, unknown> | undefined {
  if (given === undefined) return undefined
  return namedOnce(
    (given as readonly string[]).map((pair) => {
      const [, name, sign, value] = /^([^=]+?)(:?=)(.*)$/s.exec(pair) ?? []
      if (name === undefined || value === undefined)
        throw new UsageError(`${flag} "${pair}" must be name=text or name:=JSON`)
      return [name, sign === '=' ? value : parsed(value, `${flag} ${name}`)]
    }),
    (name) => new UsageError(`${flag} ${name} is given twice; for a list use ${name}:=["a","b"]`),
  )
}

function parsed(json: string, from: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new UsageError(`${from}: ${json} is not valid JSON; use = for text`, { cause: error })
  }
}

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
