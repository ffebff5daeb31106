/** A place in a product's source code where it accepts what is not exact: the shape of the rows of docs/duende.md. */

export interface SourceClass {
  readonly name: string
  /** Path of the file in its repository. */
  readonly path: string
  readonly places: readonly Place[]
  /** What the class does instead, if it has no such place. */
  readonly exact?: string
  /** The test of a class without places. */
  readonly test?: Proof
}

export interface Place {
  readonly method: string
  readonly line?: number
  /** What is tolerated. */
  readonly tolerates: string
  readonly mark: 'confirmed' | 'likely' | 'unknown'
  /** Where the twin differs, and why. */
  readonly differs?: string
  readonly test: Proof
}

/** A file of tests, and the title of one of them. */
export type Proof = readonly [file: keyof typeof testFiles, title: string]

/** The test files, below test/mock-sts/. */
export const testFiles = {
  form: 'duende/form.test.ts',
  credentials: 'duende/credentials.test.ts',
  routing: 'duende/routing.test.ts',
  jwt: 'duende/jwt.test.ts',
} as const
