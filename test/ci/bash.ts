/** Runs a piece of .ci/phases on a machine that has only what a test gives it. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What every machine has. */
const basics = [
  'bash',
  'cat',
  'chmod',
  'cp',
  'cut',
  'dirname',
  'env',
  'grep',
  'head',
  'id',
  'mkdir',
  'mktemp',
  'rm',
  'sed',
  'tail',
]

export interface Ended {
  readonly code: number
  /** Lines of standard output. */
  readonly printed: readonly string[]
  /** What the phases noted for the closing line. */
  readonly noted: readonly string[]
}

/** `tools`: the programs of the machine, each as the body of a bash script. */
export async function phasesWith(tools: Readonly<Record<string, string>>, script: string): Promise<Ended> {
  const home = mkdtempSync(join(tmpdir(), 'phases-'))
  const bin = join(home, 'bin')
  mkdirSync(bin)
  for (const name of basics) symlinkSync(found(name), join(bin, name))
  for (const [name, body] of Object.entries(tools)) {
    writeFileSync(join(bin, name), `#!${bin}/bash\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const env = { PATH: bin, HOME: home, TMPDIR: home }
  const whole = `. .ci/phases\nresults=${home}/results\nbegin\n${script}\necho "missing:\${CI_MISSING:-}"`
  const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
    execFile(join(bin, 'bash'), ['-uo', 'pipefail', '-c', whole], { cwd: root, env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), stdout }),
    )
  })
  return { code, printed: lines(stdout), noted: lines(readNotes(home)) }
}

function found(name: string): string {
  const paths = String(process.env.PATH).split(delimiter)
  const path = paths.map((folder) => join(folder, name)).find(existsSync)
  if (path === undefined) throw new Error(`there is no ${name} on this machine`)
  return path
}

function readNotes(home: string): string {
  try {
    return readFileSync(`${home}/results/phases.tsv`, 'utf8')
  } catch {
    return ''
  }
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean)
}
