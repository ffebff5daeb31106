/** Finds the commands of tools in a text, and reads each as the request that the tool sends. */
import { parseCurl } from './curl-text.ts'
import { parseFetch } from './fetch-text.ts'
import { parseHttpie } from './httpie-text.ts'
import type { PastedRequest } from './pasted-request.ts'
import { parsePowerShell, powerShellVariables } from './powershell-text.ts'
import { endOfCommand, shellVariables, shellWords } from './shell-words.ts'
import { parseWget } from './wget-text.ts'

const prompt = String.raw`(?:[$%>#] +|PS [^\n>]{0,200}> ?)?`
const assignments = String.raw`(?:(?:env|sudo|time) +|[A-Za-z_]\w*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"']*) +)*`
const shellTools = new RegExp(
  String.raw`^[ \t]*${prompt}${assignments}(?:[\w.~:/\\-]*[/\\])?(?:(?:curl|wget)(?:\.exe)?[ \t\\]|https? +(?:-|[A-Z]{3,7} |[\w.:-]*[./:]))`,
  'gm',
)
const powerShell = new RegExp(
  String.raw`^[ \t]*${prompt}(?:\$[\w:]+ *= *)?(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)[ \t]`,
  'gim',
)
const fetchCall = /\bfetch\(\s*["'`]/g

/** More commands in one text are not read. */
const maxCommands = 50

export interface Commands {
  /** In order. */
  readonly requests: readonly PastedRequest[]
  /** The text without the commands. */
  readonly rest: string
}

/** @throws {SyntaxError} naming the part that cannot be parsed */
export function parseCommands(text: string): Commands {
  if (/\^[ \t]*\n/.test(text) && /\bcurl\b/.test(text))
    throw new SyntaxError('this is a curl command for cmd.exe: use "Copy as cURL (bash)" instead')
  const requests: PastedRequest[] = []
  let rest = ''
  let end = 0
  for (const { at, tool } of startsOf(text)) {
    // Inside the command before it, for example in its quotes.
    if (at < end) continue
    const before = text.slice(0, at)
    rest += text.slice(end, at)
    end = tool === 'fetch' ? endOfCall(text, at) : endOfCommand(text, at, tool === 'PowerShell' ? '`' : '\\')
    requests.push(parseCommand(tool, text.slice(at, end), before))
  }
  return { requests, rest: rest + text.slice(end) }
}

type Tool = 'shell' | 'PowerShell' | 'fetch'

function startsOf(text: string): { readonly at: number; readonly tool: Tool }[] {
  const starts = (pattern: RegExp, tool: Tool) => [...text.matchAll(pattern)].map(({ index }) => ({ at: index, tool }))
  return [...starts(shellTools, 'shell'), ...starts(powerShell, 'PowerShell'), ...starts(fetchCall, 'fetch')]
    .toSorted((a, b) => a.at - b.at)
    .slice(0, maxCommands)
}

function parseCommand(tool: Tool, command: string, before: string): PastedRequest {
  if (tool === 'PowerShell') return parsePowerShell(command, powerShellVariables(before))
  return tool === 'fetch' ? parseFetch(command.slice('fetch('.length)) : parseShellCommand(command, before)
}

/** A call ends with the line that starts with its closing brace, or with its own line. */
function endOfCall(text: string, start: number): number {
  const end = /\n[ \t]*\}\s*\)|\)[ \t]*;?[ \t]*$/m.exec(text.slice(start))
  return end === null ? text.length : start + end.index + end[0].length
}

function parseShellCommand(command: string, before: string): PastedRequest {
  const line = command.replace(new RegExp(`^[ \\t]*${prompt}`), '')
  const words = shellWords(line, shellVariables(before))
  while (/^(?:[A-Za-z_]\w*=.*|env|sudo|time)$/s.test(words[0] ?? '')) words.shift()
  const tool = (words[0] ?? '')
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\.exe$/, '')
  if (tool === 'curl') return parseCurl(words)
  return tool === 'wget' ? parseWget(words) : parseHttpie(words)
}
