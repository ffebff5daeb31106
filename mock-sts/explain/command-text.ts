/** Finds the commands of tools in a text, and reads each as the request that the tool sends. */
import { parseCurl } from './curl-text.ts'
import { endOfCall, parseFetch } from './fetch-text.ts'
import { parseHttpie } from './httpie-text.ts'
import type { PastedRequest } from './pasted-request.ts'
import { parsePowerShell, powerShellVariables } from './powershell-text.ts'
import { endOfCommand, shellVariables, shellWords } from './shell-words.ts'
import { parseWget } from './wget-text.ts'

const prompt = String.raw`(?:(?:[\w.@:~/\\-]{0,100}|\[[^\]\n]{0,100}\])[$%>#] +|PS [^\n>]{0,200}> ?)?`
/** A program that runs the command elsewhere, up to the command, which may be quoted. */
const launchers = ['docker', 'docker-compose', 'podman', 'nerdctl', 'kubectl', 'oc', 'ssh', 'wsl']
const launch = String.raw`(?:(?:${launchers.join('|')})(?:\.exe)? (?:[^\n|;&\\]|\\\n){0,500}?["']?)?`
const assignments = String.raw`(?:(?:env|sudo|time) +|[A-Za-z_]\w*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"']*) +)*`
const shellTools = new RegExp(
  String.raw`^[ \t]*${prompt}${assignments}${launch}(?:[\w.~:/\\-]*[/\\])?(?:(?:curl|wget)(?:\.exe|:[\w.-]+)?[ \t\\]|(?:https?|xhs?) +(?:-|[A-Z]{3,7} |[\w.:-]*[./:]))`,
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
  /** Why a command could not be read; it is in `rest`. */
  readonly unread: readonly string[]
}

/** @throws {SyntaxError} for a mistake in a command of a shell */
export function parseCommands(text: string): Commands {
  const requests: PastedRequest[] = []
  const unread: string[] = []
  let rest = ''
  let end = 0
  for (const { at, tool } of startsOf(text)) {
    // Inside the command before it, for example in its quotes.
    if (at < end) continue
    const before = text.slice(0, at)
    rest += text.slice(end, at)
    end = tool === 'fetch' ? endOfCall(text, at) : endOfCommand(text, at, tool === 'PowerShell' ? '`' : '\\')
    const command = text.slice(at, end)
    const request = parseCommand(tool, command, before)
    if ('unread' in request) {
      unread.push(request.unread)
      rest += command
    } else requests.push(request)
  }
  return { requests, rest: rest + text.slice(end), unread }
}

type Tool = 'shell' | 'PowerShell' | 'fetch'

function startsOf(text: string): { readonly at: number; readonly tool: Tool }[] {
  const starts = (pattern: RegExp, tool: Tool) => [...text.matchAll(pattern)].map(({ index }) => ({ at: index, tool }))
  return [...starts(shellTools, 'shell'), ...starts(powerShell, 'PowerShell'), ...starts(fetchCall, 'fetch')]
    .toSorted((a, b) => a.at - b.at)
    .slice(0, maxCommands)
}

function parseCommand(tool: Tool, command: string, before: string): PastedRequest | { readonly unread: string } {
  // A mistake in a command of a shell is what the caller sent.
  if (tool === 'shell') return parseShellCommand(command, before)
  try {
    return tool === 'fetch'
      ? parseFetch(command.slice('fetch('.length))
      : parsePowerShell(command, powerShellVariables(before))
  } catch (error) {
    if (error instanceof SyntaxError) return { unread: error.message }
    throw error
  }
}

function parseShellCommand(command: string, before: string): PastedRequest {
  const line = command.replace(new RegExp(`^[ \\t]*${prompt}`), '')
  const variables = shellVariables(before)
  return parseWords(shellWords(line, variables), variables)
}

function parseWords(given: readonly string[], variables: ReadonlyMap<string, string>): PastedRequest {
  const words = given.slice(
    Math.max(
      given.findIndex((word) => !/^(?:[A-Za-z_]\w*=.*|env|sudo|time)$/s.test(word)),
      0,
    ),
  )
  const tool = nameOf(words[0])
  if (launchers.includes(tool)) return parseWords(launched(words, variables), variables)
  if (tool === 'curl') return parseCurl(words)
  return tool === 'wget' ? parseWget(words) : parseHttpie(words)
}

/** The words of the command that `docker exec` and the like run, which may be one word for a shell. */
function launched(words: readonly string[], variables: ReadonlyMap<string, string>): readonly string[] {
  const isTool = (word: string | undefined) => /^(?:curl|wget|https?|xhs?)$/.test(nameOf(word))
  // A container may have the name of the tool.
  const at = words.findIndex((word, index) => index > 0 && isTool(word) && !isTool(words[index + 1]))
  if (at >= 0) return words.slice(at)
  const script = words.find((word) => /^(?:\S*\/)?(?:curl|wget|https?|xhs?)\s/.test(word))
  if (script === undefined) throw new SyntaxError(`${words[0]} runs no curl, wget or HTTPie here`)
  return shellWords(script, variables)
}

/** The name of a program, or of an image: without its folder, `.exe` or a tag. */
function nameOf(word = ''): string {
  return (word.split(/[/\\]/).at(-1) ?? '').replace(/\.exe$|:[\w.-]+$/, '')
}
