/** Reads a text that is a JWT and nothing else, as terminals and mail clients wrap and quote it. */

/** The JWT, also if it is what a mail quotes. */
export function loneJwt(text: string): string | undefined {
  return onlyJwt(text) ?? onlyJwt(quotedIn(text))
}

/** The JWT, if the text is nothing else; a terminal or mail client may have wrapped it, and a tool may have put a name before it. */
function onlyJwt(text: string): string | undefined {
  const bare = text
    .replace(/^["'`<([{]+|["'`>)\]},;]+$/g, '')
    .replace(
      /^(?:authorization\s*[:=]\s*)?(?:(?:bearer|dpop)\s*[: ]|(?:client_assertion|access_token|dpop|token|jwt)["']?\s*[:=])\s*/i,
      '',
    )
    .replace(/^["'`]|["'`]$/g, '')
  const lines = bare.split('\n').map((line) => line.trim())
  const [first = '', ...others] = lines.filter((line) => line !== '')
  // Other words are not a part of the JWT, nor is a line after a whole one.
  const isWrapped = others.length > 0 && !isWhole(first) && [first, ...others.slice(0, -1)].every(isLong)
  const compact = others.length === 0 ? first : isWrapped ? lines.join('') : ''
  return /^[\w-]+\.[\w-]*\.[\w-]*$/.test(compact) ? compact : undefined
}

/** The lines that a mail client has marked with `>`, without the marks. */
function quotedIn(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('>') ? line.replace(/^(?:> ?)+/, '') : []))
    .join('\n')
    .trim()
}

/** No terminal or mail client breaks lines that are shorter. */
function isLong(line: string): boolean {
  return line.length >= 30
}

/** Whether the text has a signature of the length that an algorithm makes: EC on three curves, RSA of 2048, 3072 and 4096 bits. */
function isWhole(text: string): boolean {
  const [, , signature = ''] = text.split('.')
  return [86, 128, 176, 342, 512, 683].includes(signature.length)
}
