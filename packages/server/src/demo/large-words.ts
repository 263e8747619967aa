/** Words that the large data set is made of. */

export const subjects = [
  'Safety at work',
  'First aid',
  'Fire protection',
  'Data protection',
  'Information security',
  'Conflict management',
  'Leading a team',
  'Giving feedback',
  'Time management',
  'Presenting with ease',
  'Negotiation',
  'Customer care',
  'Sales basics',
  'Product knowledge',
  'Spreadsheets',
  'Databases',
  'Project management',
  'Agile methods',
  'Quality management',
  'Warehouse and logistics',
  'Forklift driving',
  'Food hygiene',
  'Medical devices',
  'Machine maintenance',
  'Electrical safety',
] as const

export const additions = ['', ': basics', ': refresher', ': for managers'] as const

export const categories = ['Compliance', 'Leadership', 'Office', 'Production', 'Health'] as const

export const seasons = ['Winter', 'Spring', 'Summer', 'Autumn'] as const

export const places = ['Main building, room B2', 'Training center, hall 1', 'Plant North, room 4'] as const

export const cities = [
  'Europe/Rome',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Sydney',
] as const

export const firstNames = [
  'Ada',
  'Bruno',
  'Carla',
  'Dario',
  'Elena',
  'Fabio',
  'Gaia',
  'Hugo',
  'Ines',
  'Jonas',
  'Katia',
  'Luca',
  'Marta',
  'Nico',
  'Olga',
  'Paolo',
  'Rita',
  'Sara',
  'Teo',
  'Ugo',
  'Vera',
  'Walter',
  'Yara',
  'Zoe',
] as const

export const lastNames = [
  'Amato',
  'Bianchi',
  'Conti',
  'De Luca',
  'Esposito',
  'Ferrari',
  'Greco',
  'Hofer',
  'Innocenti',
  'Jensen',
  'Keller',
  'Lombardi',
  'Moretti',
  'Neri',
  'Orlando',
  'Pellegrini',
  'Ricci',
  'Santoro',
  'Testa',
  'Urso',
  'Villa',
  'Weber',
  'Zanetti',
] as const
