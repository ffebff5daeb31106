/** Schemas that every operation uses. */
import { Type } from '@sinclair/typebox'
import { closed, optional } from '../../config/schema-parts.ts'

export const commonSchemas = {
  problem: Type.Object(
    {
      title: Type.String(),
      status: Type.Integer(),
      detail: Type.String(),
      ...optional({
        errors: Type.Array(
          Type.Object(
            {
              detail: Type.String(),
              ...optional({
                pointer: Type.String({ description: 'JSON pointer into the body, as a URI fragment' }),
                parameter: Type.String({ description: 'name of the query parameter' }),
              }),
            },
            { ...closed, title: 'ProblemError' },
          ),
        ),
      }),
    },
    { ...closed, description: 'what is wrong and how to fix it (RFC 9457)' },
  ),
}
