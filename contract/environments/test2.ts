/** TEST2: Helsenorge's second test environment, on the same test STS as TEST1. */
import type { EnvironmentEntry } from './environment.ts'
import { test1 } from './test1.ts'

export const test2 = { ...test1, name: 'test2' } as const satisfies EnvironmentEntry
