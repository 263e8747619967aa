import { newKeyRing } from '../secrets/vault.ts'

// npm run keys:new: a value for LECTERN_SECRET_KEYS. To rotate, put it in front of the old ones with a comma.
console.log(newKeyRing(new Date()))
