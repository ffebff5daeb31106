/** The commands by name. */
import type { CliCommand } from './command.ts'
import { healthcheck } from './healthcheck.ts'
import { serve } from './serve.ts'
import { tryCommand } from './try.ts'

export const commands: Readonly<Record<string, CliCommand>> = { serve, try: tryCommand, healthcheck }
