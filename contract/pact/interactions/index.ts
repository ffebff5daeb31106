/** The interactions of the contract between a HelseID client and HelseID. */
import type { Interaction } from '../interaction.ts'
import { tokenSuccess } from './token-success.ts'

export const interactions: readonly Interaction[] = [tokenSuccess]

export { tokenSuccess }
