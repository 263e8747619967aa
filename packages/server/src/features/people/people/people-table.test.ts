import { describe, expect, it } from 'vitest'
import { readPeopleTable } from './people-table.ts'

const read = (text: string) =>
  readPeopleTable(text, 100).rows.map(({ cells }) => [cells.email, cells.first_name, cells.last_name])
const ada = [['ada@x.example', 'Ada', 'Lovelace']]

describe('a table of people', () => {
  it.each([
    [
      'Google Contacts',
      'First Name,Middle Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value\nAda,,Lovelace,Work,ada@x.example,other@x.example,"+39 1"',
    ],
    [
      'Google Contacts before 2023',
      'Name,Given Name,Family Name,E-mail 1 - Value\nAda L.,Ada,Lovelace,ada@x.example',
    ],
    [
      'Google Workspace',
      'First Name [Required],Last Name [Required],Email Address [Required],Password [Required]\nAda,Lovelace,ada@x.example,secret',
    ],
    [
      'Outlook',
      '"First Name","Middle Name","Last Name","E-mail Address","E-mail Display Name","E-mail 2 Address"\n"Ada","","Lovelace","ada@x.example","Ada (x)","b@x.example"',
    ],
    [
      'Microsoft 365',
      'Display name,User principal name,First name,Last name,Licenses\nAda L,ada@x.example,Ada,Lovelace,E3',
    ],
    [
      'Entra',
      'userPrincipalName,displayName,surname,mail,givenName,usageLocation\nguest#EXT#@x,Ada L,Lovelace,ada@x.example,Ada,IT',
    ],
    ['Moodle', 'First name;Last name;ID number;Institution;Email address\nAda;Lovelace;1;;ada@x.example'],
    [
      'a German list',
      'Nachname;Vorname;E-Mail-Adresse;Rolle;Sprache;Zeitzone\nLovelace;Ada;ada@x.example;Lernende;Deutsch;Europe/Berlin',
    ],
    ['Moodle’s upload', 'username,firstname,lastname,email,lang\nada,Ada,Lovelace,ada@x.example,it'],
    [
      'Docebo',
      '"Username";"First Name";"Last Name";"Email";"Level"\n"ada";"Ada";"Lovelace";"ada@x.example";"User"',
    ],
    [
      'Workday',
      'Employee ID,Worker,Legal First Name,Legal Last Name,Primary Work Email\n7,Lovelace Ada,Ada,Lovelace,ada@x.example',
    ],
    ['SuccessFactors', 'USERID,FIRSTNAME,LASTNAME,EMAIL,TIMEZONE\n7,Ada,Lovelace,ada@x.example,Europe/Rome'],
    [
      'Zoom’s registrants',
      'Registration Report\nTopic,Time\nT,1\n\nFirst Name,Last Name,Email,Registration Time,Approval Status\nAda,Lovelace,ada@x.example,1,approved',
    ],
    [
      'Zoom’s participants',
      'Name (original name),Email,Join time,Duration (minutes)\nAda Lovelace,ada@x.example,1,2',
    ],
    [
      'Teams',
      '1. Summary\nMeeting title\tT\n\n2. Participants\nName\tFirst Join\tEmail\tParticipant ID (UPN)\tRole\nAda Lovelace\t1\tada@x.example\tada@y.example\tAttendee',
    ],
    ['GoTo', 'sep=,\nFirst Name,Last Name,Email Address,Registration Date\nAda,Lovelace,ada@x.example,1'],
    [
      'Eventbrite',
      'Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type\n1,2,Ada,Lovelace,ada@x.example,1,Free',
    ],
    ['a form', 'Full name|E-mail*\nAda Lovelace|ada@x.example'],
    ['an Italian office', 'Nome;Cognome;Indirizzo e-mail;Telefono\nAda;Lovelace;ada@x.example;1'],
    ['an Italian list', 'Nominativo;Posta elettronica\nAda Lovelace;ada@x.example'],
    ['an Italian payroll', 'Cognome e nome;Mail aziendale\nLovelace Ada;ada@x.example'],
    ['a directory', 'Name,Mail\n"Lovelace, Ada",ada@x.example'],
    [
      'names with one column that is half empty',
      'Nome e Cognome;Email;Nome;Cognome\nA L;ada@x.example;Ada;Lovelace',
    ],
  ])('is read from %s', (_, text) => expect(read(text)).toEqual(ada))

  it('parts a name in one piece after its first word, or where the heading says so', () => {
    expect(read('Nome,Email\nMaria Grazia De Rossi,m@x.example\nMadonna,n@x.example')).toEqual([
      ['m@x.example', 'Maria', 'Grazia De Rossi'],
      ['n@x.example', 'Madonna', ''],
    ])
    expect(
      read(
        'Cognome Nome,Email\nRossi Maria Grazia,m@x.example\n"De Rossi, Maria",d@x.example\nMadonna,n@x.example',
      ),
    ).toEqual([
      ['m@x.example', 'Maria Grazia', 'Rossi'],
      ['d@x.example', 'Maria', 'De Rossi'],
      ['n@x.example', 'Madonna', ''],
    ])
  })

  it('names the columns that it does not read', () => {
    expect(readPeopleTable('email,first_name,Phone,state,status\n', 9).unread).toEqual(['Phone'])
  })
})
