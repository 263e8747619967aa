/** The people and courses of the demo's academy. Names keep to Latin-1, so that no page loads a second font for them. */

/** Teach; the first stands in the demo's own list of people. Each with a zone of their own. */
export const instructors = [
  ['ivo@demo.example', 'Ivo', 'Conti', 'Europe/Rome'],
  ['amelie.laurent@demo.example', 'Amélie', 'Laurent', 'Europe/Paris'],
  ['kenji.mori@demo.example', 'Kenji', 'Mori', 'Asia/Tokyo'],
  ['grace.okafor@demo.example', 'Grace', 'Okafor', 'Europe/London'],
  ['jonas.lindqvist@demo.example', 'Jonas', 'Lindqvist', 'Europe/Stockholm'],
] as const

/** Learn; the first three stand in the demo's own list of people. */
export const learners = [
  ['lea@demo.example', 'Lea', 'Rossi'],
  ['luca@demo.example', 'Luca', 'Bianchi'],
  ['lia@demo.example', 'Lia', 'Greco'],
  ['ana.pereira@demo.example', 'Ana', 'Pereira'],
  ['anton.gruber@demo.example', 'Anton', 'Gruber'],
  ['aoife.byrne@demo.example', 'Aoife', 'Byrne'],
  ['bjorn.dahl@demo.example', 'Bjørn', 'Dahl'],
  ['camille.moreau@demo.example', 'Camille', 'Moreau'],
  ['carlos.mendez@demo.example', 'Carlos', 'Méndez'],
  ['chiara.esposito@demo.example', 'Chiara', 'Esposito'],
  ['daniel.osei@demo.example', 'Daniel', 'Osei'],
  ['elif.kaya@demo.example', 'Elif', 'Kaya'],
  ['emma.jansen@demo.example', 'Emma', 'Jansen'],
  ['farid.haddad@demo.example', 'Farid', 'Haddad'],
  ['freya.nielsen@demo.example', 'Freya', 'Nielsen'],
  ['hana.sato@demo.example', 'Hana', 'Sato'],
  ['ines.costa@demo.example', 'Inês', 'Costa'],
  ['jurgen.weiss@demo.example', 'Jürgen', 'Weiß'],
  ['linh.tran@demo.example', 'Linh', 'Tran'],
  ['maria.fernandez@demo.example', 'María', 'Fernández'],
  ['marta.villa@demo.example', 'Marta', 'Villa'],
  ['noah.weber@demo.example', 'Noah', 'Weber'],
  ['priya.nair@demo.example', 'Priya', 'Nair'],
  ['samuel.adeyemi@demo.example', 'Samuel', 'Adeyemi'],
  ['sofia.ricci@demo.example', 'Sofia', 'Ricci'],
  ['tom.walsh@demo.example', 'Tom', 'Walsh'],
] as const

export const courses = [
  ['SAFE-01', 'Safety at work', 'What everyone has to know before the first day on site.', 'Compliance'],
  ['LEAD-01', 'First months as a team lead', 'Feedback, delegation and the first hard talk.', 'Leadership'],
  ['CARE-01', 'Conversations with customers', 'Listen, clear up, agree: practised in pairs.', 'Service'],
  ['DATA-01', 'Tables that explain themselves', 'From a raw export to a table that decides.', 'Skills'],
  ['SEC-01', 'Security awareness', 'Passwords, phishing, and whom to tell.', 'Compliance'],
  ['START-01', 'Welcome week', 'People, tools and habits of the house.', 'Skills'],
] as const

export type CourseCode = (typeof courses)[number][0]

/** Classes of the weeks before this one, newest first: course, event, instructor, and which of the learners came. */
export const held = [
  ['CARE-01', 'When somebody is angry', 'amelie.laurent@demo.example', 3, 14],
  ['SEC-01', 'Passwords that hold', 'kenji.mori@demo.example', 0, 11],
  ['LEAD-01', 'What changes for you', 'jonas.lindqvist@demo.example', 8, 19],
  ['SAFE-01', 'Signs and ways out', 'ivo@demo.example', 14, 24],
  ['DATA-01', 'Sort before you count', 'grace.okafor@demo.example', 10, 19],
  ['START-01', 'First day', 'amelie.laurent@demo.example', 17, 26],
  ['CARE-01', 'The first minute', 'amelie.laurent@demo.example', 1, 9],
  ['SEC-01', 'Whom to tell', 'kenji.mori@demo.example', 12, 22],
  ['LEAD-01', 'Delegation', 'jonas.lindqvist@demo.example', 5, 12],
  ['SAFE-01', 'Signs and ways out', 'ivo@demo.example', 18, 25],
] as const satisfies readonly (readonly [CourseCode, string, string, number, number])[]
