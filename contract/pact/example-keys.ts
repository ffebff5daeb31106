/** Public keys used as examples in the pacts. Their private keys are public too, in the tests. */

/** A signing key of HelseID: RSA. */
export const exampleSigningKey = {
  kty: 'RSA',
  kid: 'MyPVMOgkA-Ll9kMwtIZhQKVEauuvQmbGyUA1F2pHYys',
  n: 'mMacMF2NVRlcRIY6hJUOHpscMmDAuM6ma8jDhW3cMCRTTS5_TvhvtAubQt-iGuyMeLwts8I3BvUG4zHF41mGYuRfiLGx5xcsmeus7AE4DBAPWCpv1Vw1W2ZqG4iCKfyhK9fEu5ON3EDh0xULHwqdvkRBx1yzZV5gGaPtHUXPiuGvSRl-gkKu7Dl3kPIG7yIx8RBV184EjEhKmRCEZ6X3KFSekt6T7sYsxHwCaupHjTps_QMkcW9VKwrdI5z5i0eD8SJt064WwyFMab5KAmfE_LJHylqFXpCtiSn87jIhn5XWaCsiJ-XeA51PeTl1ZXF8Sd0gAhH8uOlw0MJhx2WmQQ',
  e: 'AQAB',
} as const

/** A key that a client registers for itself, with all members it sends. */
export const exampleClientKey = {
  kty: 'EC',
  kid: 'TxwNr_o8gHHidfJdnS6Xug1uhxJIENSIJ_DEO69XPGk',
  alg: 'ES384',
  use: 'sig',
  crv: 'P-384',
  x: '_IM2SYLXpR9IOjX8wzXRC_H2ejC22ivwCO5r_ZD4RPMUZIKkS1FMeT7uxBVG2hyr',
  y: 'M6Flclvmyhh_fXYiKEZ9i0SkS0ZEdI_iEe3MkEkLw4E0nVK7d6ibxDRdgN7Bl82V',
} as const
