/** Words of Explain, in Norwegian bokmål. */
import type { Translated } from '../../words.ts'
import type { explain as english } from '../en/explain.ts'

export const explain: Translated<typeof english> = {
  'explain.about': 'Lim inn det en klient sendte, hit eller til den virkelige HelseID.',
  'explain.pasted': 'Limt inn',
  'explain.characters': '{n} tegn',
  'explain.clear': 'Tøm',
  'explain.text': 'JWT, curl-linje, HTTP-forespørsel eller HAR',
  'explain.hint':
    'En JWT, en curl-linje, teksten i en HTTP-forespørsel eller en HAR, eller slipp en fil her. Den sendes bare til denne tvillingen og beholdes ikke. Høyst 1 MiB; til mer: npx helseid-mock explain fil.',
  'explain.nothing':
    'Ingenting er limt inn. Lim inn en JWT, en curl-linje, teksten i en HTTP-forespørsel eller en HAR, eller åpne en fil.',
  'explain.tooLong':
    'Teksten er {size} slik den sendes, og tvillingen leser høyst {most}. Lim inn bare forespørselen, eller kjør npx helseid-mock explain fil, som leser lengre filer.',
  'explain.notText':
    '{name} er ikke en tekstfil og ble ikke lest. Velg en HAR, en logg eller en lagret forespørsel, eller lim inn forespørselen.',
  'explain.open': 'Åpne en fil',
  'explain.at': 'Vurder på tidspunktet',
  'explain.at.hint': 'Tomt: tidspunktet den selv oppgir.',
  'explain.for': 'Ment for',
  'explain.asText': 'Som teksten sier',
  'explain.registration': 'Registrering for klient',
  'explain.client': 'Klient',
  'explain.calls': 'Kaller',
  'explain.choose': 'Det som ble funnet i teksten',
  'explain.found.one': '{n} vurdering',
  'explain.found.other': '{n} vurderinger',
  'explain.notChecked': 'Ikke kontrollert:',
  'explain.notJudged': 'Tidligere i teksten, ikke vurdert:',
  'explain.codes': 'Feilkoder i teksten',
  'explain.copyCorrected': 'Kopier den rettede forespørselen som curl',
  'explain.empty': 'Ingenting er limt inn ennå',
  'explain.empty.text': 'Vurderingen vises her: hvilke regler som ble brutt, hvor, og hva som skal sendes i stedet.',
}
