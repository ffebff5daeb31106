/** Which files the word list reads, and why it leaves others out. */
import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string
  readonly source: string
}

const read = ['*.{md,json,jsonc,ts}', '{.ci,.github,bench,client,contract,decisions,docker,docs,mock-sts,test}/**']

const notOurs = ['**/{node_modules,dist,coverage,target,.venv,__pycache__,.helseid,.schemathesis}/**']

/** Files that are not read, by glob, each with its reason. */
const ignored: Readonly<Record<string, string>> = {
  '**/LICENSE': 'the text of the licence',
  'package-lock.json': 'written by npm',
  'contract/{pacts,vectors}/**': 'written from interactions and cases, which are read',
  'docs/{rules,scenarios,interactions}.md': 'written from rules, scenarios and interactions, which are read',
  'mock-sts/helseid-mock.config.schema.json': 'written from mock-sts/config/, which is read',
  'test/docs/public-names.txt': 'public names, written from the code',
  'test/mock-sts/endpoints/discovery-2025-02.json': 'recorded from HelseID',
  'test/mock-sts/endpoints/discovery-2025-12.json': 'recorded from HelseID',
  'test/checks/jenkins-junit.xsd': 'the schema that Jenkins publishes',
  '**/*.NOT-A-SECRET.json': 'keys',
  'test/keys/certificates.json': 'certificates',
  '**/*.png': 'pictures',
  'docs/words/{prose,identifiers}.ts': 'the list itself',
  'test/docs/words/**': 'plants words of the list',
}

export interface Files {
  readonly files: readonly SourceFile[]
  /** Globs of `ignored` that no file matches, each as a sentence. */
  readonly stale: readonly string[]
}

export function sourceFiles(root: URL): Files {
  const paths = globSync(read, { cwd: root, exclude: notOurs, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.pathname.length))
    .toSorted()
  const globs = Object.keys(ignored)
  return {
    files: paths
      .filter((path) => !globs.some((glob) => matchesGlob(path, glob)))
      .map((path) => ({ path, source: readFileSync(new URL(path, root), 'utf8') })),
    stale: globs
      .filter((glob) => !paths.some((path) => matchesGlob(path, glob)))
      .map((glob) => `docs/words/files.ts ignores ${glob}, which no file matches: remove it`),
  }
}
