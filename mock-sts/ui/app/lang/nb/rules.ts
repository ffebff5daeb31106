/** Words of the rules, in Norwegian bokmål. */
import type { Translated } from '../../words.ts'
import type { rules as english } from '../en/rules.ts'

export const rules: Translated<typeof english> = {
  'rules.about': 'Hva HelseID krever av en tokenforespørsel, i den rekkefølgen det kontrolleres.',
  'rules.search': 'Søk i regler',
  'rules.searchFor': 'Navn, krav, sted eller feil',
  'rules.count.one': '{n} regel',
  'rules.count.other': '{n} regler',
  'rules.none': 'Ingen regler passer',
  'rules.at': 'Ser på',
  'rules.answer': 'Svar',
  'rules.needs': 'Trenger',
}
