/** `helseid token`: prints an access token, or a curl command that uses it. */
import { createHelseIdClient } from '../index.ts'
import { clientFlags, clientHelp, clientOptions } from './client-flags.ts'
import { type CliCommand, exitCodes, UsageError } from './command.ts'

export const token: CliCommand = {
  help: [
    'helseid token: prints an access token',
    ...clientHelp,
    '  --curl <url>       print a curl command with the token and a proof, valid for one request, run right away',
    '  --method <method>  method of the curl command, default GET',
    '  --json             print the token, its type, scope and expiry as JSON',
  ],
  flags: { ...clientFlags, curl: { type: 'string' }, method: { type: 'string' }, json: { type: 'boolean' } },
  async run({ curl, method = 'GET', json, ...values }, terminal) {
    const client = createHelseIdClient(clientOptions(values, terminal))
    if (typeof curl === 'string') {
      if (!URL.canParse(curl)) throw new UsageError(`--curl "${curl}" is not a URL`)
      // Normalized as fetch does it and as the proof contains it.
      const { href } = new URL(curl)
      const upperCaseMethod = String(method).toUpperCase()
      terminal.out(curlLine(upperCaseMethod, href, await client.headersFor(href, upperCaseMethod)))
      return exitCodes.fine
    }
    const result = await client.getToken()
    terminal.out(json === true ? JSON.stringify(result, null, 2) : result.accessToken)
    if (result.tokenType === 'DPoP' && json !== true)
      terminal.err(
        'helseid: the token is bound to a key that no longer exists: use --curl, or client.fetch, to call an API',
      )
    return exitCodes.fine
  },
}

function curlLine(method: string, url: string, headers: Readonly<Record<string, string>>): string {
  const names: Readonly<Record<string, string>> = { authorization: 'Authorization', dpop: 'DPoP' }
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${names[name] ?? name}: ${value}`)}`)
  const methodFlags = method === 'GET' ? [] : method === 'HEAD' ? ['--head'] : ['-X', quoted(method)]
  // Curl expands brackets and braces to several URLs.
  const literally = /[[\]{}]/.test(url) ? ['--globoff'] : []
  return ['curl', ...literally, ...methodFlags, ...fields, quoted(url)].join(' ')
}

/** Quotes text for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
