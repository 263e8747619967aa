import type { MessageCatalog } from './en.ts'

export const it: MessageCatalog = {
  'not-signed-in': {
    title: 'Accesso non effettuato',
    detail: 'Nessuno ha effettuato l’accesso. Accedi e riprova.',
  },
  'wrong-email-or-password': {
    title: 'E-mail o password errata',
    detail: 'L’indirizzo e-mail o la password è errata. Controllali e riprova.',
  },
  'too-many-requests': {
    title: 'Troppi tentativi',
    detail: 'Ci sono stati troppi tentativi in poco tempo. Attendi {seconds} secondi e riprova.',
  },
  'too-many-tries': {
    title: 'Troppi tentativi',
    detail:
      'Ci sono stati troppi tentativi di accesso non riusciti. Attendi {seconds} secondi e riprova. Con «Password dimenticata?» entri subito.',
  },
  'sign-in-busy': {
    title: 'Molte persone accedono',
    detail: 'In questo momento accedono moltissime persone. Attendi {seconds} secondi e riprova.',
  },
  'sign-in-needed-again': {
    title: 'Conferma che sei tu',
    detail:
      'Hai effettuato l’accesso più di {minutes} minuti fa. Prima di cambiare il modo in cui accedi, conferma che sei tu: con la password, una passkey o il tuo provider di identità.',
  },
  'proof-not-accepted': {
    title: 'Non confermato',
    detail:
      '{provider} ha indicato un’altra persona, oppure non ti ha chiesto chi sei. Torna al profilo e riprova, oppure conferma con la password o una passkey.',
  },
  'role-superadmin-needed': {
    title: 'Solo per Superadmin',
    detail: 'Solo un Superadmin può farlo. Chiedi a uno dei tuoi di farlo o di darti il ruolo.',
  },
  'role-planner-needed': {
    title: 'Solo per chi pianifica',
    detail: 'Solo un Superadmin o un istruttore della sessione può farlo. Chiedi a uno di loro.',
  },
  'course-of-others': {
    title: 'In questo corso insegnano altri',
    detail:
      'In {course} altri hanno sessioni: {sessions}. Chiedi a un superadmin, o modifica solo le tue sessioni.',
  },
  'course-not-yours': {
    title: 'Non è il tuo corso',
    detail: 'Non hai creato {course} e non vi insegni. Chiedi a chi l’ha creato o a un superadmin.',
  },
  'plan-of-others': {
    title: 'Sessioni in cui non insegni',
    detail:
      'Il piano ha eventi in sessioni in cui non insegni più (trovate: {sessions}). Chiedi a un superadmin di annullarlo.',
  },
  'cross-site-request': {
    title: 'Richiesta da un altro sito',
    detail:
      'La modifica è stata chiesta da una pagina di un altro sito e non è stata eseguita. Eseguila da una pagina di questa piattaforma.',
  },
  'invalid-request': { title: 'Richiesta non valida', detail: 'Alcuni campi non sono corretti: {fields}.' },
  'entrance-again': {
    title: 'Un momento',
    detail:
      'Stanno entrando moltissime persone. Lascia aperta questa pagina: riprova da sola tra {seconds} secondi.',
  },
  'text-unreadable': {
    title: 'Caratteri non validi',
    detail:
      'Il testo di {field} contiene un carattere NUL, o metà di un carattere in due parti, che non si può salvare. Digitalo di nuovo o copialo di nuovo dall’originale.',
  },
  'cursor-unknown': {
    title: 'Pagina inesistente',
    detail: 'Il cursore non è stato dato da questo elenco. Ometterlo per cominciare dalla prima pagina.',
  },
  'url-malformed': {
    title: 'Indirizzo non valido',
    detail:
      'L’indirizzo ha un segno di percentuale che non codifica nulla. Scrivi % come %25, e il testo in UTF-8.',
  },
  'url-too-long': {
    title: 'Indirizzo troppo lungo',
    detail: 'Una parte dell’indirizzo è più lunga di qualsiasi identificativo. Controllalo.',
  },
  'host-twice': {
    title: 'Due host',
    detail: 'La richiesta indica due volte il suo host. Invia una sola intestazione Host.',
  },
  'headers-too-large': {
    title: 'Intestazioni troppo grandi',
    detail:
      'Le intestazioni della richiesta superano 16 KB. Cancella i cookie di questo sito o invia meno intestazioni.',
  },
  'request-too-slow': {
    title: 'Richiesta troppo lenta',
    detail: 'La richiesta non è arrivata per intero in tempo. Controlla la connessione e inviala di nuovo.',
  },
  'request-malformed': {
    title: 'Richiesta incomprensibile',
    detail:
      'Ciò che è arrivato non è una richiesta HTTP comprensibile ({reason}). Controlla il programma che l’ha inviata.',
  },
  'route-not-found': {
    title: 'Indirizzo inesistente',
    detail: 'Non c’è nulla all’indirizzo {path}. Controllalo.',
  },
  'internal-error': {
    title: 'Qualcosa è andato storto',
    detail:
      'È un nostro errore ed è stato registrato. Riprova; se resta, comunica all’amministratore il numero {request}.',
  },
  'database-unavailable': {
    title: 'Il database non risponde',
    detail: 'In questo momento il database non è raggiungibile. Riprova tra {seconds} secondi.',
  },
  'database-busy': {
    title: 'Troppe cose insieme',
    detail:
      'Altri lavoravano sulle stesse cose nello stesso momento e l’operazione non è stata eseguita. Riprova tra {seconds} secondi.',
  },
  'database-full': {
    title: 'Spazio esaurito',
    detail:
      'Il disco del database è pieno e l’operazione non è stata salvata. Chiedi all’amministratore di liberare spazio, poi riprova.',
  },
  'outcome-unknown': {
    title: 'Forse salvato, forse no',
    detail:
      'La connessione al database si è interrotta durante il salvataggio: non si sa se è riuscito. Controlla se c’è già prima di ripetere l’operazione. I programmi che hanno inviato una Idempotency-Key possono ripetere la stessa richiesta.',
  },
  'body-too-large': {
    title: 'Troppo grande',
    detail: 'La richiesta supera i {limit} accettati. Invia meno dati alla volta.',
  },
  'unsupported-media-type': {
    title: 'Non è JSON',
    detail: 'La richiesta deve essere JSON (Content-Type: application/json).',
  },
  'changed-meanwhile': {
    title: 'Modificato nel frattempo',
    detail: 'Qualcuno lo ha modificato dopo che lo hai aperto. Ricaricalo e ripeti la modifica.',
  },
  'changed-at-once': {
    title: 'Modificato nello stesso momento',
    detail:
      'Qualcun altro ha modificato lo stesso elemento in questo momento, quindi non è stato fatto nulla. Ricaricalo e ripeti la modifica.',
  },
  'if-match-needed': {
    title: 'Versione necessaria',
    detail: 'Invia la versione modificata nell’intestazione If-Match, tra virgolette doppie.',
  },
  'api-key-not-valid': {
    title: 'Chiave API non valida',
    detail:
      'La chiave API nell’intestazione Authorization è sconosciuta, è scaduta o è stata revocata. Chiedi a un superadmin di crearne una nuova.',
  },
  'api-key-scope-missing': {
    title: 'Ambito mancante',
    detail: 'Serve l’ambito {scope}, che la chiave API non ha. Usa una chiave che lo ha.',
  },
  'api-key-not-allowed': {
    title: 'Non con chiavi API',
    detail: 'Non si può fare con una chiave API. Accedi e fallo nel browser.',
  },
  'api-key-gives-no-rights': {
    title: 'Le chiavi API non danno diritti',
    detail:
      'Una chiave API aggiunge studenti e non dà altri ruoli; trovato {roles}. Accedi e assegna il ruolo nel browser.',
  },
  'api-key-person-protected': {
    title: 'Persona chiusa alle chiavi API',
    detail:
      '{name} ha più diritti di uno studente: ruoli, indirizzo e-mail, attivazione e unione sono chiusi alle chiavi API. Accedi e fallo nel browser.',
  },
  'api-key-too-many-requests': {
    title: 'Troppe richieste',
    detail:
      'La chiave API ha inviato più di {limit} richieste in un minuto. Attendi {seconds} secondi e continua.',
  },
  'api-key-expiry-past': {
    title: 'Scadenza passata',
    detail: 'La chiave sarebbe scaduta {at}. Scegli un giorno successivo, o nessuno.',
  },
  'api-key-not-found': {
    title: 'Chiave API inesistente',
    detail: 'Su questa piattaforma non c’è questa chiave API.',
  },
  'api-key-revoked': {
    title: 'Chiave API già revocata',
    detail: 'La chiave API {name} è già stata revocata. Non resta nulla da fare.',
  },
  'webhook-not-found': {
    title: 'Webhook inesistente',
    detail: 'Su questa piattaforma non c’è questo webhook. Potrebbe essere stato eliminato.',
  },
  'webhook-url-credentials': {
    title: 'Nome e password nell’indirizzo',
    detail:
      'L’indirizzo contiene un nome o una password, che sarebbero visibili negli elenchi. Toglili: la firma dice chi invia.',
  },
  'delivery-not-found': {
    title: 'Consegna inesistente',
    detail: 'Questa consegna non c’è. Le consegne sono conservate per 90 giorni.',
  },
  'delivery-under-way': {
    title: 'Consegna in corso',
    detail: 'La consegna è in corso in questo momento. Attendi l’esito.',
  },
  'webhook-off-failing': { title: 'Webhook con errori', detail: 'Non risponde bene da {days} giorni.' },
  'webhook-off-gone': {
    title: 'Webhook inesistente',
    detail: 'Il suo indirizzo ha risposto di non esistere più (410).',
  },
  'idempotency-key-invalid': {
    title: 'Idempotency-Key non valida',
    detail:
      'L’intestazione Idempotency-Key deve avere da 1 a 255 caratteri ASCII visibili. Invia per esempio un nuovo UUID.',
  },
  'idempotency-other-request': {
    title: 'Idempotency-Key già usata',
    detail:
      'La Idempotency-Key {key} è stata usata per un’altra richiesta nelle ultime 24 ore. Invia questa con una chiave nuova.',
  },
  'idempotency-running': {
    title: 'Richiesta ancora in corso',
    detail: 'La richiesta con la Idempotency-Key {key} è ancora in corso. Riprova tra qualche secondo.',
  },
  'idempotency-answer-lost': {
    title: 'Eseguita, risposta persa',
    detail:
      'La richiesta con la Idempotency-Key {key} ha già modificato qualcosa prima di interrompersi e non viene ripetuta. Leggi lo stato attuale.',
  },
  'idempotency-answer-not-kept': {
    title: 'Eseguita, risposta non conservata',
    detail:
      'La richiesta con la Idempotency-Key {key} è stata eseguita. La risposta conteneva un segreto o era troppo grande e non è stata conservata. Leggi lo stato attuale.',
  },
  'app-not-found': {
    title: 'App non trovata',
    detail: 'Non esiste l’app “{app}”. L’elenco è in Applicazioni e funzionalità.',
  },
  'app-not-active': {
    title: 'App non attiva',
    detail:
      '“{app}” non è attiva su questa piattaforma. Un Superadmin può attivarla in Applicazioni e funzionalità.',
  },
  'account-not-found': {
    title: 'Account non trovato',
    detail: 'Questo account non esiste. Forse è stato eliminato.',
  },
  'account-not-paired': {
    title: 'Account non abbinato',
    detail:
      'L’account “{account}” non è abbinato: nessun nuovo evento può usarlo. Un Superadmin può abbinarlo; oppure scegli un altro account.',
  },
  'account-has-coming-events': {
    title: 'Account in uso',
    detail:
      'L’account “{account}” ha {count} eventi non ancora conclusi: {events}. Eliminali o assegna loro prima un altro account.',
  },
  'account-session-type-fixed': {
    title: 'Tipo di sessione non modificabile',
    detail:
      'Il tipo di sessione di un account con eventi non si può cambiare. Crea un altro account per l’altro tipo.',
  },
  'session-type-not-available': {
    title: 'Tipo di sessione non disponibile',
    detail:
      'Il tipo di sessione “{type}” arriverà con una versione successiva. Scegline uno disponibile: {available}.',
  },
  'client-secret-needed': {
    title: 'Client Secret necessario',
    detail: 'Un nuovo Client ID ha un suo Client Secret. Incolla anche quello.',
  },
  'pairing-not-finished': {
    title: 'Abbinamento non concluso',
    detail:
      'La pagina di {provider} non ha ancora riportato qui. Se ha mostrato un errore, controlla nel Developer Center di {provider} che il Client ID sia questo e che l’URI di reindirizzamento {uri} sia registrato esattamente così; poi premi Abbina.',
  },
  'pairing-refused': {
    title: 'Consenso rifiutato',
    detail:
      '{provider} comunica che l’accesso non è stato consentito. Premi Abbina e scegli Allow nella pagina di {provider}.',
  },
  'pairing-wrong-credentials': {
    title: 'Client ID o Client Secret errato',
    detail:
      '{provider} non accetta il Client ID con questo Client Secret. Copiali di nuovo dal Developer Center di {provider}, salva e premi Abbina.',
  },
  'pairing-redirect-uri': {
    title: 'URI di reindirizzamento non registrato',
    detail:
      '{provider} non conosce l’URI di reindirizzamento {uri}. Aggiungilo al client OAuth nel Developer Center di {provider}, esattamente così, e premi Abbina.',
  },
  'pairing-state-unknown': {
    title: 'Abbinamento non riconosciuto',
    detail:
      'Il ritorno da {provider} non appartiene a un abbinamento iniziato qui, oppure è troppo vecchio. Premi Abbina per ricominciare.',
  },
  'pairing-code-refused': {
    title: 'Consenso scaduto',
    detail:
      '{provider} non ha accettato il proprio codice di consenso: era già usato o ha impiegato più di dieci minuti. Premi Abbina per ricominciare.',
  },
  'pairing-scope-missing': {
    title: 'Scope mancante',
    detail:
      'Il client OAuth non ha diritto a {type}. Seleziona lo scope nel Developer Center di {provider} e premi Abbina.',
  },
  'pairing-provider-down': {
    title: '{provider} non ha risposto',
    detail: '{provider} non ha risposto come dovrebbe. Attendi un minuto e premi di nuovo Abbina.',
  },
  'pairing-credentials-changed': {
    title: 'Credenziali modificate',
    detail:
      'Il Client ID o il Client Secret è stato modificato. Premi Abbina per collegare di nuovo l’account a {provider}.',
  },
  'pairing-ended': {
    title: 'Abbinamento terminato',
    detail:
      '{provider} non accetta più questo abbinamento: è scaduto o è stato revocato. Premi Abbina; le room riprendono poi da sole.',
  },
  'pairing-not-needed': {
    title: 'Abbinamento non necessario',
    detail: 'L’account “{account}” non richiede abbinamento: è già utilizzabile.',
  },
  'account-field-needed': {
    title: 'Campo obbligatorio',
    detail: '“{field}” è obbligatorio. Compilalo e salva di nuovo.',
  },
  'link-invalid': {
    title: 'Link non valido',
    detail: '“{found}” non è un link. Scrivilo come https://meet.example.com/my-room.',
  },
  'course-not-found': {
    title: 'Corso non trovato',
    detail: 'Questo corso non esiste, oppure non puoi vederlo.',
  },
  'session-not-found': {
    title: 'Sessione non trovata',
    detail: 'Questa sessione non esiste, oppure non puoi vederla.',
  },
  'event-not-found': {
    title: 'Evento non trovato',
    detail: 'Questo evento non esiste, oppure non puoi vederlo.',
  },
  'person-not-found': {
    title: 'Persona non trovata',
    detail: 'Questa persona non esiste sulla piattaforma.',
  },
  'enrollment-not-found': {
    title: 'Iscrizione non trovata',
    detail: 'Questa persona non è iscritta alla sessione.',
  },
  'session-full': {
    title: 'Sessione al completo',
    detail:
      'Tutti i {max} posti della sessione sono occupati. Aumenta il numero massimo di iscrizioni o scegli un’altra sessione.',
  },
  'session-full-now': {
    title: 'Sessione al completo',
    detail: 'Tutti i {max} posti della sessione sono occupati. Scegli un’altra sessione.',
  },
  'max-enrollment-below-enrolled': {
    title: 'Massimo troppo basso',
    detail:
      'Gli studenti iscritti sono già {enrolled}, più del massimo di {max}. Scegli almeno {enrolled}, oppure rimuovi prima alcuni studenti.',
  },
  'instructor-not-enrollable': {
    title: 'Gli istruttori non si iscrivono',
    detail: '{name} è istruttore di questa sessione e non ha bisogno di un posto.',
  },
  'person-not-instructor': {
    title: 'Non è un istruttore',
    detail: '{name} non ha il ruolo di istruttore. Scegli un’altra persona o assegnale il ruolo.',
  },
  'not-enrolled': {
    title: 'Non iscritto',
    detail: 'Non sei iscritto a questo evento. Chiedi a chi lo pianifica di iscriverti.',
  },
  'not-instructor-of-event': {
    title: 'Non è un tuo evento',
    detail: 'Non sei istruttore di questo evento e quindi non puoi avviarlo. Chiedi a chi lo pianifica.',
  },
  'event-time-invalid': {
    title: 'Data e ora non valide',
    detail: '“{found}” non è una data con ora. Scrivila così: 2026-11-24T10:00.',
  },
  'event-ends-before-start': {
    title: 'Finisce prima di iniziare',
    detail: 'L’evento finisce {ends}, prima di iniziare {starts}. Imposta la fine dopo l’inizio.',
  },
  'event-too-long': {
    title: 'Troppo lungo',
    detail: 'L’evento dura {hours} ore; il massimo è 24. Pianifica un evento per ogni giorno.',
  },
  'event-in-past': {
    title: 'Nel passato',
    detail: 'L’evento sarebbe già concluso ({ends}). Scegli un orario futuro.',
  },
  'event-already-ended': {
    title: 'Evento concluso',
    detail: 'L’evento si è concluso {ends} e non si può più modificare. Pianificane uno nuovo.',
  },
  'event-cancelled': {
    title: 'Evento annullato',
    detail: 'Questo evento è stato annullato {at}. Nella tua formazione trovi i prossimi.',
  },
  'event-cancelled-because': {
    title: 'Evento annullato',
    detail: 'Questo evento è stato annullato {at}: {reason}',
  },
  'event-cancelled-already': {
    title: 'Già annullato',
    detail: 'L’evento è già annullato o è terminato.',
  },
  'event-not-cancelled': {
    title: 'Non annullato',
    detail: 'L’evento non è annullato: non c’è nulla da ripristinare.',
  },
  'event-deleted': {
    title: 'Evento eliminato',
    detail: 'L’evento “{name}” è stato eliminato {at}. Nella tua formazione trovi i prossimi.',
  },
  'session-deleted': {
    title: 'Sessione eliminata',
    detail: 'Questa sessione è stata eliminata {at}. Nella tua formazione trovi che cosa viene dopo.',
  },
  'course-deleted': {
    title: 'Corso eliminato',
    detail: 'Questo corso è stato eliminato {at}. Nella tua formazione trovi che cosa viene dopo.',
  },
  'event-on-site': {
    title: 'Si tiene in presenza',
    detail: 'Non c’è nulla a cui collegarsi: l’evento si tiene qui: {place}.',
  },
  'event-on-site-somewhere': {
    title: 'Si tiene in presenza',
    detail: 'Non c’è nulla a cui collegarsi: l’evento si tiene in presenza. Chi lo pianifica può dirti dove.',
  },
  'has-history': {
    title: 'Già svolto',
    detail: '{count} eventi si sono già svolti e la loro storia resta. Annulla invece quelli futuri.',
  },
  'time-zone-unknown': {
    title: 'Fuso orario sconosciuto',
    detail: '“{timeZone}” non è un fuso orario. Scegline uno come Europe/Rome.',
  },
  'wall-time-skipped': {
    title: 'Orario inesistente',
    detail:
      'In questo giorno l’ora va avanti in {timeZone} e le {time} non esistono. Scegli un orario fuori dall’ora saltata.',
  },
  'wall-time-twice': {
    title: 'Orario doppio',
    detail:
      'In questo giorno l’ora torna indietro in {timeZone} e le {time} esistono due volte. Scegli un orario fuori dall’ora ripetuta.',
  },
  'capacity-sessions-per-course': {
    title: 'Limite per corso raggiunto',
    detail:
      'L’account “{account}” consente {limit} sessioni per corso e questo corso ne ha {used}. Scegli un altro account o chiedi a un Superadmin di alzare il limite.',
  },
  'capacity-total-sessions': {
    title: 'Limite di sessioni raggiunto',
    detail:
      'L’account “{account}” consente {limit} sessioni in totale e ne sono pianificate {used}. Scegli un altro account o chiedi a un Superadmin di alzare il limite.',
  },
  'capacity-concurrent-rooms': {
    title: 'Nessuna room libera',
    detail:
      'Room contemporanee di “{account}”: {limit}. Tutte occupate {at} da: {events}. Scegli un altro orario o account.',
  },
  'capacity-organizers': {
    title: 'Nessun organizzatore libero',
    detail:
      'Tutti i {count} organizzatori dell’account “{account}” ospitano un’altra room {at}: {events}. Scegli un altro orario o account, oppure chiedi a un superadmin di abbinarne un altro.',
  },
  'suggest-time': { title: 'Altro orario', detail: 'Scegli {startsAt}' },
  'suggest-account': { title: 'Altro account', detail: 'Scegli l’account “{account}”' },
  'organizer-missing': {
    title: 'Nessun organizzatore',
    detail:
      'Nessun utente {provider} è abbinato a questo account. Un Superadmin può abbinarlo; la room viene poi creata da sola.',
  },
  'organizer-not-found': {
    title: 'Organizzatore non trovato',
    detail: 'Questo organizzatore non fa parte dell’account.',
  },
  'organizer-is-last': {
    title: 'Ultimo organizzatore',
    detail:
      'Nessun altro è abbinato a “{account}” e ci sono eventi futuri. Abbina prima un altro organizzatore.',
  },
  'account-over-limit': {
    title: 'Oltre il limite',
    detail:
      'Sono pianificate più di {limit} room contemporaneamente: {events}. Restano; sposta o annulla ciò che non può svolgersi.',
  },
  'account-over-total': {
    title: 'Oltre il limite',
    detail:
      'Sono pianificate {count} sessioni, più delle {limit} consentite. Restano; non se ne accettano di nuove.',
  },
  'move-other-type': {
    title: 'Tipo diverso',
    detail:
      'Gli eventi possono passare solo a un altro account della stessa app e dello stesso tipo di sessione; “{account}” non lo è.',
  },
  'room-not-ready': {
    title: 'Room non pronta',
    detail: 'La room è ancora in preparazione. Attendi un momento; questa pagina prosegue da sola.',
  },
  'registration-pending': {
    title: 'Iscrizione in corso',
    detail: 'Stiamo prenotando il tuo posto nella room. Attendi un momento; questa pagina prosegue da sola.',
  },
  'room-creating': { title: 'Room in preparazione', detail: 'La room viene creata presso il fornitore.' },
  'room-changed-there': {
    title: 'Modificata dal fornitore',
    detail:
      'Qualcuno ha modificato la room presso {provider} ({parts}). L’evento è vicino, quindi nulla viene cambiato da solo: ripristinala lì, oppure premi “Riprova ora”.',
  },
  'account-unauthorized': {
    title: 'Abbinamento scaduto',
    detail: '{provider} non accetta più l’abbinamento di “{account}”. Un superadmin deve abbinarlo di nuovo.',
  },
  'account-forbidden': {
    title: 'Manca un’autorizzazione',
    detail:
      'L’utente {provider} di “{account}” non può usarlo: manca una licenza o uno scope, oppure la prova è finita.',
  },
  'account-unreachable': {
    title: 'Il fornitore non risponde',
    detail: '{provider} non ha risposto per “{account}”. Riprova tra qualche minuto.',
  },
  'preflight-no-room': {
    title: 'Nessuna room',
    detail: 'L’evento non ha ancora una room. Premi “Riprova ora”.',
  },
  'preflight-room-not-ready': {
    title: 'Room non pronta',
    detail: 'La room non è pronta. Premi “Riprova ora” oppure assegna un’altra room all’evento.',
  },
  'preflight-changed': {
    title: 'Modificata dal fornitore',
    detail: 'Presso {provider} la room non è come pianificata ({parts}). “Riprova ora” la ripristina.',
  },
  'preflight-seats': {
    title: 'Posti insufficienti',
    detail:
      'Il piano dell’organizzatore ha {seats} posti e gli iscritti sono {learners}. Usa un account con più posti.',
  },
  'preflight-not-registered': {
    title: 'Studenti senza posto',
    detail: '{count} studenti non risultano iscritti presso il fornitore: {names}. “Riprova ora” li iscrive.',
  },
  'start-unavailable': {
    title: 'Avvio non possibile da qui',
    detail: 'Le room di questo tipo non si possono avviare da qui. Avviala dalle pagine del fornitore.',
  },
  'join-too-early': { title: 'Non ancora aperto', detail: 'La room apre {opensAt}.' },
  'join-too-late': { title: 'Evento concluso', detail: 'L’evento si è concluso {ends}.' },
  'provider-unauthorized': {
    title: 'Abbinamento non più valido',
    detail:
      '{provider} non accetta più l’abbinamento ({detail}). Un Superadmin deve abbinare di nuovo l’account; le room riprendono poi da sole.',
  },
  'provider-forbidden': {
    title: 'Manca un diritto',
    detail:
      '{provider} non lo consente: {detail}. Controlla la licenza dell’utente {provider} e gli scope del client OAuth.',
  },
  'provider-not-found': {
    title: 'Sparita presso il fornitore',
    detail: '{provider} non conosce più la room: {detail}. Viene creata di nuovo.',
  },
  'provider-rejected': {
    title: 'Rifiutato dal fornitore',
    detail: '{provider} rifiuta: {detail}. Modifica quanto indicato.',
  },
  'provider-unexpected-response': {
    title: 'Risposta non compresa',
    detail:
      '{provider} ha dato una risposta che non comprendiamo: {detail}. Riprova; se resta, avvisa l’amministratore.',
  },
  'provider-rate-limited': {
    title: 'Fornitore occupato',
    detail: '{provider} ci chiede di rallentare. Si riprova da soli.',
  },
  'provider-unavailable': {
    title: 'Il fornitore non risponde',
    detail: '{provider} non risponde ({detail}). Si riprova da soli.',
  },
  'second-factor-needed': {
    title: 'Codice richiesto',
    detail: 'Digita il codice mostrato dalla tua app di autenticazione, o uno dei codici di recupero.',
  },
  'second-factor-wrong': {
    title: 'Codice errato',
    detail:
      'Questo codice non è quello mostrato ora dall’app di autenticazione, o è già stato usato. Attendi il prossimo e riprova.',
  },
  'second-factor-on': {
    title: 'Già configurata',
    detail: 'Un’app di autenticazione è già configurata. Disattivala prima di configurarne un’altra.',
  },
  'second-factor-off': {
    title: 'Non configurata',
    detail: 'Nessuna app di autenticazione è configurata. Inizia con “Configura”.',
  },
  'passkey-not-accepted': {
    title: 'Passkey non accettata',
    detail:
      'Questa passkey non è stata accettata. Le passkey funzionano solo sul dominio su cui sono state create; riprova, o accedi con la password.',
  },
  'passkey-not-found': {
    title: 'Passkey non trovata',
    detail: 'Questa passkey non esiste più. Ricarica la pagina.',
  },
  'login-not-found': {
    title: 'Browser non trovato',
    detail: 'Quel browser non è più connesso. Ricarica la pagina.',
  },
  'password-too-short': {
    title: 'Password troppo corta',
    detail:
      'La password ha {found} caratteri; ne servono almeno {min}. Usa alcune parole che solo tu metteresti insieme.',
  },
  'password-too-common': {
    title: 'Password troppo comune',
    detail:
      'Questa password è tra le prime che vengono provate. Usa alcune parole che solo tu metteresti insieme.',
  },
  'password-like-person': {
    title: 'Password troppo simile',
    detail: 'La password è il tuo nome o indirizzo. Scegline una che nessuno possa collegare a te.',
  },
  'password-wrong': {
    title: 'Password errata',
    detail: 'Questa non è la tua password attuale. Digitala di nuovo, o esci e usa “Password dimenticata?”.',
  },
  'password-link-ended': {
    title: 'Link scaduto',
    detail:
      'Questo link è già stato usato, o è troppo vecchio. Chiedine uno nuovo con “Password dimenticata?” nella pagina di accesso.',
  },
  'mail-invitation': {
    title: 'Il tuo invito',
    detail:
      'Hai ricevuto un invito a {platform}. Scegli la tua password entro {days} giorni con questo link:',
  },
  'mail-reset': {
    title: 'Scegli una nuova password',
    detail:
      'Qualcuno, speriamo tu, ha chiesto una nuova password su {platform}. Sceglila entro {minutes} minuti con questo link. Se non sei stato tu, non fare nulla: la password resta com’è.',
  },
  'mail-events-moved': {
    title: 'I tuoi eventi hanno nuove room',
    detail:
      '{count} dei tuoi eventi si svolgono in nuove room: {events}. Non devi fare nulla: i tuoi link e le voci di calendario restano gli stessi.',
  },
  'email-taken': {
    title: 'Indirizzo già in uso',
    detail: '{email} appartiene già a qualcuno. Cerca la persona.',
  },
  'email-invalid': {
    title: 'Indirizzo e-mail non valido',
    detail: '“{found}” non è un indirizzo e-mail. Digitane uno come ada@company.example.',
  },
  'last-superadmin': {
    title: 'Ultimo superadmin',
    detail: 'Questa persona è l’unico superadmin attivo. Assegna prima il ruolo a qualcun altro.',
  },
  'merge-with-itself': {
    title: 'La stessa persona',
    detail: 'Una persona non può essere unita a sé stessa. Scegline un’altra.',
  },
  'table-empty': {
    title: 'Tabella vuota',
    detail: 'Non ci sono righe. La prima riga contiene i nomi delle colonne, ogni altra è una voce.',
  },
  'table-columns-missing': {
    title: 'Colonne mancanti',
    detail:
      'La tabella non ha la colonna {missing}. La riga {line} è stata presa per i nomi delle colonne: {found}. Aggiungi la colonna o chiamala così.',
  },
  'table-too-many-rows': {
    title: 'Troppe righe',
    detail: 'La tabella ha {rows} righe; se ne leggono al massimo {max} alla volta. Dividila.',
  },
  'table-not-csv': {
    title: 'Non è una tabella',
    detail:
      'La riga di tabella che inizia alla riga {line} non si può leggere: vi si aprono virgolette che non si chiudono, o sono seguite da altro testo. Dentro una cella le virgolette si scrivono due volte.',
  },
  'table-column-twice': {
    title: 'Colonna doppia',
    detail: 'Due colonne si chiamano “{column}” alla riga {line}. Eliminane una o rinominala.',
  },
  'table-heading-lost': {
    title: 'Caratteri persi',
    detail:
      'La riga {line} ha � al posto di lettere: il file ha un’altra codifica. Sceglilo come file, per poter scegliere la codifica, o salvalo come “CSV UTF-8”.',
  },
  'table-characters-lost': {
    title: 'Caratteri persi',
    detail:
      '“{found}” alla riga {line} ha � al posto di lettere: il file ha un’altra codifica. Sceglilo come file, per poter scegliere la codifica, o salvalo come “CSV UTF-8”.',
  },
  'table-row-too-long': {
    title: 'Troppe celle',
    detail:
      'La riga ha {found} celle e l’intestazione {expected}: “{extra}” non appartiene ad alcuna colonna. Metti tra virgolette il testo che contiene il separatore.',
  },
  'import-not-found': {
    title: 'Importazione non trovata',
    detail: 'Questa importazione non esiste. I rapporti si conservano per 90 giorni.',
  },
  'import-twice': { title: 'Doppione nella tabella', detail: '{email} è già alla riga {line}.' },
  'import-inactive': {
    title: 'Persona non attiva',
    detail: '{email} appartiene a una persona non attiva. Attivala prima.',
  },
  'import-superadmin': {
    title: 'Superadmin',
    detail: '{email} è un superadmin: questo ruolo si toglie solo a mano.',
  },
  'import-name-needed': { title: 'Nome mancante', detail: 'Il nome è vuoto.' },
  'import-name-too-long': { title: 'Nome troppo lungo', detail: 'Un nome ha più di {max} caratteri.' },
  'import-role-unknown': {
    title: 'Ruolo sconosciuto',
    detail: '“{found}” non è un ruolo. Usa superadmin, istruttore o studente.',
  },
  'import-language-unknown': {
    title: 'Lingua sconosciuta',
    detail: '“{found}” non è una lingua disponibile. Usa en o it.',
  },
  'import-cell-needed': { title: 'Cella vuota', detail: 'La colonna {column} è vuota.' },
  'import-cell-too-long': { title: 'Troppo lungo', detail: 'La colonna {column} ha più di {max} caratteri.' },
  'import-room-twice': { title: 'Doppione nella tabella', detail: 'La room {key} è già alla riga {line}.' },
  'import-type-unknown': {
    title: 'Tipo di sessione sconosciuto',
    detail: '“{found}” non è un tipo di sessione. Usa uno di: {types}.',
  },
  'import-account-two-types': {
    title: 'Due tipi in un account',
    detail: 'L’account “{account}” ha due tipi di sessione: {types}. Un account ne ha uno; usa nomi diversi.',
  },
  'import-time-unknown': {
    title: 'Orario non valido',
    detail: '“{found}” non è un orario. Scrivilo come 10:00, o con il giorno: 2027-01-15 10:00.',
  },
  'secret-not-readable': {
    title: 'Segreto non leggibile',
    detail:
      'Un segreto conservato qui è stato cifrato con la chiave «{key}», che questo server non ha o ha diversa. Inserisci di nuovo il segreto dove è possibile, o chiedi a chi gestisce il server di aggiungere quella chiave a LECTERN_SECRET_KEYS, dopo la più recente.',
  },
  'identity-provider-not-found': {
    title: 'Provider non trovato',
    detail: 'Questo provider di identità non esiste. Ricarica la pagina.',
  },
  'identity-provider-known': {
    title: 'Provider già presente',
    detail: 'Esiste già un provider con l’issuer {issuer} e il client {clientId}.',
  },
  'identity-provider-off': {
    title: 'Provider disattivato',
    detail: '{provider} al momento non è usato per l’accesso. Accedi in un altro modo.',
  },
  'identity-provider-down': {
    title: 'Accesso non riuscito',
    detail: '{provider} non ha risposto come previsto ({reason}). Riprova, o accedi in un altro modo.',
  },
  'issuer-not-found': {
    title: 'Issuer non trovato',
    detail:
      '{issuer} non risponde come provider OpenID ({reason}). Controlla l’indirizzo: è quello prima di /.well-known/openid-configuration.',
  },
  'sign-in-walk-unknown': {
    title: 'Ricomincia',
    detail:
      'Questo accesso non è iniziato in questo browser, o è durato troppo. Ricomincia dalla pagina di accesso.',
  },
  'sign-in-refused': {
    title: 'Accesso rifiutato',
    detail: '{provider} dice che l’accesso non è stato consentito. Riprova, o accedi in un altro modo.',
  },
  'sign-in-not-active': {
    title: 'Non attivo',
    detail: 'Il tuo profilo qui non è attivo. Chiedi a un superadmin.',
  },
  'sign-in-no-place': {
    title: 'Profilo sconosciuto',
    detail: '{email} non è un indirizzo conosciuto qui. Chiedi a un superadmin di aggiungerti.',
  },
  'sign-in-email-not-proven': {
    title: 'Indirizzo non verificato',
    detail:
      '{provider} non conferma che il tuo indirizzo e-mail è verificato, quindi non sappiamo chi sei. Verificalo lì, o accedi con la password.',
  },
  'domain-invalid': {
    title: 'Dominio non valido',
    detail: '“{found}” non è un dominio utilizzabile. Digitane uno come training.company.com.',
  },
  'domain-taken': {
    title: 'Dominio già in uso',
    detail: '{domain} è usato da un’altra piattaforma. Scegline un altro.',
  },
  'domain-known': { title: 'Dominio già presente', detail: '{domain} appartiene già a questa piattaforma.' },
  'domain-not-found': {
    title: 'Dominio non trovato',
    detail: 'Il dominio {domain} non esiste qui. Ricarica la pagina.',
  },
  'domain-not-proven': {
    title: 'Dominio non verificato',
    detail: '{domain} non è ancora verificato: pubblica il token e premi prima Verifica.',
  },
  'domain-is-primary': {
    title: 'Dominio principale',
    detail: '{domain} è il dominio principale. Rendi prima principale un altro.',
  },
  'domain-is-default': {
    title: 'Dominio predefinito',
    detail: '{domain} è stato assegnato dal gestore e non si può rimuovere qui.',
  },
  'domain-in-use': {
    title: 'Lo stai usando',
    detail: 'Stai lavorando su {domain}. Apri la piattaforma su un altro dominio per rimuoverlo.',
  },
  'domain-token-not-found': {
    title: 'Token non trovato',
    detail:
      'In nessuno dei due posti c’è la riga {token}. Il record TXT contiene: {record}. Il file contiene: {file}. I nuovi record DNS possono richiedere da qualche minuto a un’ora.',
  },
  'app-retired': {
    title: 'Ritirata',
    detail:
      '{app} non è più disponibile: non si possono creare nuovi eventi o account. Scegli la versione 2.',
  },
  'app-not-retired': { title: 'Non ritirata', detail: '{app} è in uso: non c’è nulla da migrare.' },
  'app-removed': { title: 'Rimossa', detail: '{app} è stata rimossa definitivamente da questa piattaforma.' },
  'app-has-events': {
    title: 'Eventi futuri',
    detail:
      '{count} eventi la usano ancora: {events}. Spostali o eliminali prima; dopo non sarà più possibile.',
  },
  'app-has-rooms': {
    title: 'Room rimaste',
    detail: '{count} room sono ancora da eliminare presso il fornitore. Eliminale prima; l’elenco dice come.',
  },
  'room-by-hand': {
    title: 'Elimina a mano',
    detail:
      'Nessun organizzatore abbinato può eliminare la room {key} di “{account}”. Eliminala presso il fornitore e confermalo qui, o abbina il suo organizzatore nella versione 2.',
  },
  'room-not-found': {
    title: 'Room non trovata',
    detail: 'Questa room non è più da eliminare. Ricarica la pagina.',
  },
  'move-not-found': {
    title: 'Spostamento non trovato',
    detail: 'Questo spostamento non esiste. Ricarica la pagina.',
  },
  'move-nothing': {
    title: 'Nulla da spostare',
    detail:
      'Nessun evento futuro di questi account inizia da quel giorno. Scegli un giorno precedente o altri account.',
  },
  'move-same-account': {
    title: 'Lo stesso account',
    detail: 'Gli eventi di “{account}” non si possono spostare sullo stesso account. Scegline un altro.',
  },
  'move-event-over': {
    title: 'Non più futuro',
    detail: 'L’evento nel frattempo è stato annullato, eliminato o è terminato: nulla è stato spostato.',
  },
  'move-still-running': {
    title: 'Ancora in corso',
    detail: 'Questo spostamento non è finito. Attendi la fine, poi annullalo.',
  },
  'move-undo-retired': {
    title: 'Non annullabile',
    detail:
      'Gli eventi provengono da {app}, dove non si possono più creare room. Spostali su un altro account.',
  },
  'account-scope-missing': {
    title: 'Scope mancante',
    detail:
      'Il client OAuth di “{account}” non ha lo scope per questo tipo di sessione. Spuntalo nel Developer Center di {provider} (scheda Scopes), salva e abbina di nuovo: un nuovo scope richiede un nuovo consenso.',
  },
  'account-licence-missing': {
    title: 'Licenza mancante',
    detail:
      'Questo utente {provider} non ha una licenza attiva per il tipo di sessione di “{account}”, o il periodo di prova è finito. Assegna una licenza nel centro di amministrazione di {provider}, poi controlla di nuovo.',
  },
  'account-key-refused': {
    title: 'Client rifiutato',
    detail:
      '{provider} non accetta più Client ID e Client Secret di “{account}”. Copiali di nuovo dal client OAuth nel Developer Center, salva e abbina di nuovo.',
  },
  'calendar-not-found': {
    title: 'Calendario inesistente',
    detail: 'Questo indirizzo di calendario non è più in uso. Creane uno nuovo nel tuo profilo.',
  },
  'calendar-join': { title: 'Partecipa', detail: 'Partecipa: {url}' },
  'self-enrollment-off': {
    title: 'Nessuna iscrizione autonoma',
    detail: 'A questa sessione non ci si iscrive da soli. Chiedi un posto a chi la pianifica.',
  },
  'enrollment-not-open': {
    title: 'Iscrizioni non ancora aperte',
    detail: 'Le iscrizioni aprono {at}. Torna allora.',
  },
  'enrollment-closed': {
    title: 'Iscrizioni chiuse',
    detail: 'Le iscrizioni sono terminate {at}. Chiedi un posto a chi pianifica la sessione.',
  },
  'session-over': {
    title: 'Sessione terminata',
    detail: 'L’ultimo evento di questa sessione è terminato {at}. Scegli un’altra sessione.',
  },
  'offer-expired': {
    title: 'Offerta scaduta',
    detail:
      'Il posto ti era riservato fino a {at}, poi è passato alla persona successiva. Iscriviti di nuovo per metterti in lista.',
  },
  'withdrawal-closed': {
    title: 'Qui non si può rinunciare',
    detail: 'Al posto si poteva rinunciare da qui fino a {at}. Rivolgiti a chi pianifica la sessione.',
  },
  'enrollment-window': {
    title: 'Chiude prima di aprire',
    detail: 'Le iscrizioni chiuderebbero {closes}, prima di aprire {opens}. Scegli una fine successiva.',
  },
  'move-other-course': {
    title: 'Non è un’altra sessione di questo corso',
    detail: 'Un posto si sposta in un’altra sessione dello stesso corso. Scegline una.',
  },
  'enroll-no-address': {
    title: 'Nessun indirizzo e-mail',
    detail: 'Il testo non contiene indirizzi e-mail. Incolla indirizzi come anna@example.com, uno per riga.',
  },
  'enroll-too-many': {
    title: 'Troppi indirizzi',
    detail: 'Il testo contiene {found} indirizzi. Se ne leggono al massimo {max} per volta: dividilo.',
  },
  'enroll-unknown': {
    title: 'Nessuno con questo indirizzo',
    detail: 'Qui nessuno ha l’indirizzo {email}. Aggiungi prima la persona.',
  },
  'enroll-waits': { title: 'Va in lista d’attesa', detail: 'Va in lista d’attesa.' },
  'enroll-who-needed': {
    title: 'Di chi si tratta?',
    detail: 'La richiesta indica le persone in {found} modi. Indicane uno: indirizzi, persone o un gruppo.',
  },
  'waiting-list-first': {
    title: 'Prima tocca ad altri',
    detail:
      'I posti liberi vanno prima a chi è in lista d’attesa. Scegli un’altra sessione o rivolgiti a chi la pianifica.',
  },
  'withdrawal-by-planner': {
    title: 'Qui non si può rinunciare',
    detail: 'I posti di questa sessione li assegna chi la pianifica. Chiedi di togliere la tua iscrizione.',
  },
  'move-target-needed': {
    title: 'Verso quale sessione?',
    detail: 'Non è indicata alcuna sessione. Scegli la sessione di questo corso in cui spostare le persone.',
  },
  'group-not-found': {
    title: 'Gruppo inesistente',
    detail: 'Questo gruppo non esiste o è stato eliminato. Scegline un altro.',
  },
  'group-name-taken': {
    title: 'Nome già usato',
    detail: 'Esiste già un gruppo «{name}». Scegli un altro nome.',
  },
  'notify-event': { title: 'Evento', detail: '{name}: {starts}' },
  'notify-enrolled': {
    title: 'Sei iscritto',
    detail: 'Hai un posto in {course}, {session}. {joining}',
  },
  'notify-promoted': {
    title: 'Un posto dalla lista d’attesa',
    detail:
      'Si è liberato un posto in {course}, {session}, ed è tuo: eri il prossimo della lista d’attesa. {joining}',
  },
  'notify-requested': {
    title: 'Richiesta ricevuta',
    detail:
      'La tua richiesta di un posto in {course}, {session} è stata ricevuta. Riceverai notizie quando qualcuno avrà deciso.',
  },
  'notify-waiting': {
    title: 'In lista d’attesa',
    detail:
      '{course}, {session} è al completo. Sei in lista d’attesa e ti avviseremo quando si libera un posto.',
  },
  'notify-offered': {
    title: 'Si è liberato un posto',
    detail:
      'Un posto in {course}, {session} ti è riservato fino a {until}. Accettalo in questa pagina; poi passa alla persona successiva.',
  },
  'notify-offer-expired': {
    title: 'L’offerta è scaduta',
    detail:
      'Il posto in {course}, {session} che ti era riservato è passato alla persona successiva. Puoi rimetterti in lista.',
  },
  'notify-declined': {
    title: 'Richiesta respinta',
    detail:
      'La tua richiesta di un posto in {course}, {session} è stata respinta. Chi pianifica la sessione può dirti di più.\nMotivo: {reason}',
  },
  'notify-removed': {
    title: 'Non più iscritto',
    detail: 'Non hai più un posto in {course}, {session}.\nMotivo: {reason}',
  },
  'notify-planned': { title: 'Nuove date', detail: '{course}, {session} ha nuove date.' },
  'notify-changed': {
    title: 'Nuovo orario o luogo',
    detail: 'Alcune date di {course}, {session} hanno un altro orario o luogo. {joining}',
  },
  'notify-cancelled': {
    title: 'Annullato',
    detail: 'Queste date di {course}, {session} non si terranno.\nMotivo: {reason}',
  },
  'notify-restored': {
    title: 'Si tiene comunque',
    detail: 'Queste date di {course}, {session} si terranno comunque.',
  },
  'notify-reminder': {
    title: 'Promemoria',
    detail: '{course}, {session} si avvicina. {joining}',
  },
  'date-unknown': { title: 'Data non valida', detail: '“{found}” non è una data. Scrivila come 2027-01-15.' },
  'series-no-date': {
    title: 'Nessuna data',
    detail:
      'Nessuna data corrisponde a questa regola. Scegli altri giorni, una fine più lontana o meno date da saltare.',
  },
  'series-too-long': {
    title: 'Troppi eventi',
    detail: 'Una serie ha al massimo {max} eventi. Scegli una fine più vicina o meno giorni.',
  },
  'planning-conflicts': {
    title: 'Così non è possibile',
    detail:
      '{refused} su {total} non sono possibili, quindi non è stato salvato nulla. Cambia o togli ciò che è indicato qui.',
  },
  'copy-nothing': {
    title: 'Nulla da spostare',
    detail:
      '“Primo evento il” richiede un evento in ciò che si duplica, e non ce n’è. Sposta invece di un numero di giorni.',
  },
  'copy-too-many': {
    title: 'Troppi eventi',
    detail:
      'Contiene {count} eventi e se ne possono duplicare {max} alla volta. Duplica una sessione per volta.',
  },
  'edit-nothing': {
    title: 'Nulla da cambiare',
    detail:
      'Nessuno degli eventi scelti si può cambiare: sono finiti, annullati o non ci sono più. Scegline altri.',
  },
  'edit-too-many': {
    title: 'Troppi eventi',
    detail: 'Sono scelti {count} eventi e se ne possono cambiare {max} alla volta. Scegline meno.',
  },
  'date-ambiguous': {
    title: 'Prima il giorno o il mese?',
    detail:
      '“{found}” può essere {dayFirst} o {monthFirst}. Scegli se viene prima il giorno o il mese, o scrivi la data come {dayFirst}.',
  },
  'import-course-twice': {
    title: 'Più corsi con questo nome',
    detail: '{count} corsi si chiamano “{found}”. Scrivi uno di questi nella colonna course_code: {choices}.',
  },
  'import-session-twice': {
    title: 'Più sessioni con questo nome',
    detail:
      '{count} sessioni si chiamano “{found}”. Scrivi uno di questi nella colonna session_code: {choices}.',
  },
  'import-event-twice': {
    title: 'Più eventi con questo nome',
    detail:
      'La sessione ha {count} eventi “{found}” a quest’ora. Scrivi l’id di uno nella colonna event_id: {choices}.',
  },
  'import-too-many-changes': {
    title: 'Troppe modifiche',
    detail:
      '{rows} righe aggiungerebbero o cambierebbero qualcosa, o non si possono leggere; se ne fanno al massimo {max} alla volta. Dividi la tabella, o usa “Pianifica un periodo”.',
  },
  'import-event-known': {
    title: 'C’è già',
    detail: 'La sessione ha già questo evento a quest’ora.',
  },
  'import-event-differs': {
    title: 'C’è già, ma diverso',
    detail:
      'La sessione ha già questo evento a quest’ora, ma è diverso in: {columns}. Per modificarlo scrivi il suo id nella colonna event_id: {id}.',
  },
  'import-event-cancelled': {
    title: 'C’è già, annullato',
    detail:
      'La sessione ha già questo evento a quest’ora, annullato. Ripristinalo, o dai al nuovo un altro nome.',
  },
  'import-enrollment-kept': {
    title: 'Lasciato com’è',
    detail: 'La colonna status dice “{status}”: per questa persona non cambia nulla.',
  },
  'code-taken': {
    title: 'Codice già usato',
    detail: '“{code}” è già il codice di “{name}”. Scegline un altro, o nessuno.',
  },
  'import-course-unknown': {
    title: 'Corso sconosciuto',
    detail: 'Non c’è un corso con codice o nome “{found}”. Crealo prima, o correggi la cella.',
  },
  'import-session-unknown': {
    title: 'Sessione sconosciuta',
    detail:
      'Il corso “{course}” non ha una sessione con codice, nome o id “{found}”. Creala prima, o correggi la cella.',
  },
  'import-event-unknown': {
    title: 'Evento sconosciuto',
    detail: 'In questa sessione non c’è l’evento {found}. Lascia vuota la cella per pianificarne uno nuovo.',
  },
  'import-account-unknown': {
    title: 'Account sconosciuto',
    detail:
      'Non c’è un account “{found}” che gli eventi possano usare. Scrivi il nome come appare nel modulo di un evento.',
  },
  'import-account-twice': {
    title: 'Più account con questo nome',
    detail: '{count} account si chiamano “{found}”. Scrivi l’id di uno, o dai loro nomi diversi: {choices}.',
  },
  'import-person-unknown': {
    title: 'Istruttore sconosciuto',
    detail: '{email} non è di nessuno che insegni qui. Aggiungi la persona o correggi l’indirizzo.',
  },
  'import-number-unknown': {
    title: 'Numero non valido',
    detail: '“{found}” nella colonna {column} non è un numero intero da 1 a {max}.',
  },
  'import-nothing-in-row': {
    title: 'Nulla da fare',
    detail: 'La riga non nomina un evento e non dice nulla della sessione.',
  },
  'plan-row-twice': {
    title: 'Due volte nella tabella',
    detail: 'La riga {line} pianifica già lo stesso evento.',
  },
  'plan-event-known': { title: 'Già pianificato', detail: 'La sessione ha già questo evento a quest’ora.' },
  'plan-seats': {
    title: 'Posti insufficienti',
    detail:
      'La sessione accoglie {learners} studenti e le room di “{account}” hanno {seats} posti. Scegli un altro account o abbassa il massimo.',
  },
  'plan-empty': {
    title: 'Nulla da pianificare',
    detail: 'Nessuna riga si può pianificare così. Correggi le righe o accetta le proposte.',
  },
  'plan-not-found': { title: 'Piano non trovato', detail: 'Il piano non esiste, o è di qualcun altro.' },
  'plan-still-running': {
    title: 'Ancora in corso',
    detail: 'Il piano è ancora in esecuzione. Attendi che sia finito.',
  },
  'plan-undone': { title: 'Già ritirato', detail: 'Questo piano è già stato ritirato.' },
  'plan-event-touched': {
    title: 'Mantenuto',
    detail: 'L’evento è stato modificato, annullato o è iniziato dopo la pianificazione, quindi resta.',
  },
  'notify-address-left': {
    title: 'Le tue date lasciano questo calendario',
    detail:
      'I messaggi di {platform} per {name} non arrivano più a questo indirizzo. Queste date vengono tolte dal suo calendario:\n{events}\nSe non te lo aspettavi, chiedi a chi gestisce la tua formazione.',
  },
  'notify-address-taken': {
    title: 'Le tue date arrivano a questo indirizzo',
    detail:
      'D’ora in poi i messaggi di {platform} per {name} arrivano a questo indirizzo. Ecco le tue date:\n{events}',
  },
  'notify-mail-not-written': {
    title: 'Un messaggio non è stato inviato: {subject}',
    detail:
      'Non è stato possibile scrivere un messaggio a {recipient}, che non è stato inviato. La posta in uscita ha tutti i messaggi non riusciti; ognuno si può inviare di nuovo quando la causa è risolta.\n{findings}',
  },
  'notify-dates-off': {
    title: 'Date che non valgono più',
    detail: 'Queste date non sono più tue, o non hanno luogo:',
  },
  'notify-more-dates': { title: 'Altre date', detail: 'e altre {count}' },
  'notify-room-not-ready': {
    title: 'Non pronto: {event}',
    detail:
      'Il controllo di “{event}” ({course}, {session}) ha trovato ciò che impedisce di entrare.\n{findings}',
  },
  'notify-webhook-off': {
    title: 'Webhook disattivato: {webhook}',
    detail:
      'Il webhook {webhook} è stato disattivato e non riceve più nulla.\n\n{findings}\n\nRipara il sistema che lo riceve, poi riattivalo.',
  },
  'notify-account-needs-pairing': {
    title: 'Da abbinare di nuovo: {account}',
    detail:
      '{provider} non accetta più l’abbinamento dell’account “{account}”. Abbinalo di nuovo dalla sua pagina: le sue room poi proseguono da sole.',
  },
  'notify-pairing-ends': {
    title: 'Un abbinamento sta per finire: {account}',
    detail:
      'L’abbinamento di {organizer} con l’account “{account}” finisce {until}, perché non è stato possibile rinnovarlo. Abbinalo di nuovo con un clic: nessuna room va persa.',
  },
  'notify-gone': {
    title: 'Eliminato',
    detail: 'Ciò di cui si trattava è stato eliminato.',
  },
  'notify-test': { title: 'Prova', detail: 'Prova: {subject}' },
  'notify-sample-course': { title: 'Corso', detail: 'Sicurezza sul lavoro' },
  'notify-sample-session': { title: 'Sessione', detail: 'Edizione invernale' },
  'notify-sample-event': { title: 'Evento', detail: 'Giorno {number}' },
  'notify-sample-reason': { title: 'Motivo', detail: 'L’istruttore è malato.' },
  'notify-sample-findings': { title: 'Esito', detail: 'La room non è pronta.' },
  'notify-sample-subject': { title: 'Oggetto', detail: 'Che cosa portare' },
  'notify-sample-text': { title: 'Testo', detail: 'Porta i tuoi appunti.' },
  'notify-topic-places': { title: 'Posti e lista d’attesa', detail: 'Posti e lista d’attesa' },
  'notify-topic-changes': { title: 'Modifiche e annullamenti', detail: 'Modifiche e annullamenti' },
  'notify-topic-reminders': { title: 'Promemoria', detail: 'Promemoria' },
  'notify-topic-teaching': { title: 'Insegnamento', detail: 'Insegnamento' },
  'notify-topic-operation': { title: 'Room e account', detail: 'Room e account' },
  'notify-over': { title: 'Non è più così', detail: 'Non è più così.' },
  'notify-event-cancelled': { title: 'Annullato', detail: '{name}: {starts}, annullato' },
  'notify-several': { title: '{count} novità', detail: '{title} (e altre {count})' },
  'notify-greeting': { title: 'Saluto', detail: 'Ciao {name},' },
  'notify-open': { title: 'Apri', detail: 'Apri' },
  'notify-open-event': { title: 'Vai all’evento', detail: 'Vai all’evento' },
  'notify-open-session': { title: 'Vai alla sessione', detail: 'Vai alla sessione' },
  'notify-open-course': { title: 'Vai al corso', detail: 'Vai al corso' },
  'notify-open-calendar': { title: 'Vai al calendario', detail: 'Vai al calendario' },
  'notify-joining': { title: 'Partecipa', detail: 'Ogni data ha un link per partecipare.' },
  'notify-joining-some': { title: 'Partecipa', detail: 'Le date online hanno un link per partecipare.' },
  'notify-joining-stays': { title: 'Partecipa', detail: 'Il tuo link resta lo stesso.' },
  'notify-joining-page': { title: 'Partecipa', detail: 'Dalla pagina dell’evento entri direttamente.' },
  'notify-joining-now': { title: 'Partecipa', detail: 'Partecipa ora.' },
  'notify-place-page': { title: 'Luogo', detail: 'La pagina dell’evento dice dove si tiene.' },
  'notify-open-all': { title: 'Vai a tutte le notifiche', detail: 'Vai a tutte le notifiche' },
  'notify-choose': {
    title: 'Quali notifiche ricevi',
    detail: 'Quali notifiche ricevere si sceglie nel profilo: {url}',
  },
  'notify-unsubscribe': {
    title: 'Niente più promemoria per mail',
    detail: 'Niente più promemoria per mail: {url}',
  },
  'mail-refused': {
    title: 'Rifiutata',
    detail:
      'Il server di posta l’ha rifiutata in modo definitivo: {answer}. Controlla l’indirizzo, poi inviala di nuovo.',
  },
  'mail-unreachable': {
    title: 'Si riprova',
    detail: 'Il server di posta non l’ha accettata: {answer}. Si riprova automaticamente.',
  },
  'mail-not-found': {
    title: 'Mail inesistente',
    detail: 'Nella posta in uscita non c’è questa mail. Forse appartiene a un’altra piattaforma.',
  },
  'mail-not-failed': {
    title: 'Non fallita',
    detail: 'Si può inviare di nuovo solo una mail fallita. Questa è in attesa, è stata inviata o ritirata.',
  },
  'unsubscribe-link-unknown': {
    title: 'Link non riconosciuto',
    detail: 'Questo link non funziona, o non funziona più. Accedi e scegli nel profilo quali mail ricevere.',
  },
  'notification-not-found': {
    title: 'Notifica inesistente',
    detail: 'Non hai questa notifica. Dopo 90 giorni vengono eliminate.',
  },
  'notification-kind-unknown': {
    title: 'Tipo inesistente',
    detail: 'Non esiste un tipo di notifica “{kind}”. L’elenco è sotto Notifiche.',
  },
  'placeholder-unknown': {
    title: 'Segnaposto sconosciuto',
    detail: '{found} qui non esiste. Usa {known}.',
  },
  'notification-kind-fixed': {
    title: 'Non disattivabile',
    detail: '“{kind}” va comunicato alle persone: non si può disattivare.',
  },
  'notification-topic-fixed': {
    title: 'Non modificabile',
    detail: 'Ciò che ricevi di “{topic}” non si può disattivare.',
  },
  'reminders-doubled': {
    title: 'Due volte lo stesso',
    detail: 'Due promemoria sono {minutes} minuti prima dell’inizio. Tienine uno.',
  },
  'mail-not-written': {
    title: 'Non scritto',
    detail:
      'Non è stato possibile scrivere il messaggio ({found}). Non è stato inviato nulla. Correggi ciò che è indicato, poi invialo di nuovo.',
  },
  'mail-more-dates': {
    title: 'altre date',
    detail:
      'Queste sono le date da {from} a {to} di {count} per il calendario. Il messaggio precedente dice di che cosa si tratta: {subject}',
  },
  'mail-gave-up': {
    title: 'Abbandonata',
    detail:
      'Non è stato possibile inviarla entro {days} giorni e non si riprova più. Controlla il server di posta, poi inviala di nuovo.',
  },
  'instructor-busy': {
    title: 'L’istruttore è occupato',
    detail:
      '{name} insegna già in «{event}» ({course}) in quel momento, da {starts} a {ends}. Scegli un altro orario o un altro istruttore, oppure indica perché devono svolgersi entrambi.',
  },
  'overlap-reason-needed': {
    title: 'Serve un motivo',
    detail: 'Per pianificare comunque entrambi scrivi qui il motivo. Resta nel registro delle attività.',
  },
  'stand-in-teaches-already': {
    title: 'Lo insegna già',
    detail: '{name} insegna già in questo evento. Scegli un’altra persona.',
  },
  'stand-in-for-nobody': {
    title: 'Non insegna qui',
    detail: 'La persona da sostituire non insegna in questo evento. Ricaricalo e scegli chi vi insegna.',
  },
  'break-ends-before-start': {
    title: 'La pausa finisce prima dell’inizio',
    detail: 'La pausa finisce alle {ends}, non dopo il suo inizio alle {starts}. Scegli una fine successiva.',
  },
  'break-outside-event': {
    title: 'Pausa fuori dall’evento',
    detail:
      'La pausa da {starts} a {ends} non è dentro l’evento, che va da {from} a {until}. Spostala o rimuovila.',
  },
  'breaks-overlap': {
    title: 'Pause sovrapposte',
    detail:
      'La pausa da {starts} a {ends} comincia prima che sia finita quella precedente. Metti le pause in ordine, senza sovrapposizioni.',
  },
  'min-enrollment-above-max': {
    title: 'Minimo oltre il massimo',
    detail: 'Il minimo di {min} studenti supera il massimo di {max}. Abbassa il minimo o alza il massimo.',
  },
  'decision-needs-minimum': {
    title: 'Serve un minimo',
    detail: 'C’è una data di decisione, ma non un minimo su cui decidere. Indica un minimo o togli la data.',
  },
  'decision-in-past': {
    title: 'Data passata',
    detail: 'La decisione sarebbe {decides}, che è passata. Scegli un momento successivo.',
  },
  'decision-after-start': {
    title: 'Decisione troppo tardi',
    detail:
      'La decisione sarebbe {decides}, dopo l’inizio del primo evento {starts}. Scegli un momento precedente.',
  },
  'session-field-not-found': {
    title: 'Campo non trovato',
    detail: 'Questo campo non esiste. Forse è stato eliminato.',
  },
  'session-field-unknown': {
    title: 'Campo sconosciuto',
    detail:
      'È stato inviato un valore per un campo che questa piattaforma non ha. Forse è stato eliminato: ricarica la pagina.',
  },
  'session-field-needed': {
    title: 'Campo obbligatorio',
    detail: '«{field}» è obbligatorio. Compilalo.',
  },
  'session-field-invalid': {
    title: 'Valore non valido',
    detail: 'Il valore di «{field}» non è valido. Atteso: {expected}.',
  },
  'session-field-kind-fixed': {
    title: 'Il tipo non cambia',
    detail:
      '{count} sessioni hanno un valore in «{field}», quindi il tipo resta quello. Crea invece un nuovo campo.',
  },
  'session-field-choices-needed': {
    title: 'Servono delle scelte',
    detail: 'Un campo di questo tipo ha bisogno di scelte. Indicane almeno una.',
  },
  'session-field-order': {
    title: 'Ordine incompleto',
    detail: 'I campi sono {expected}, l’ordine ne nomina {found}. Ricarica la pagina e ripeti la modifica.',
  },
  'image-not-found': {
    title: 'Nessuna immagine',
    detail: 'Questo corso non ha un’immagine.',
  },
  'image-not-known': {
    title: 'Immagine non riconosciuta',
    detail: 'Il file non è un’immagine PNG, JPEG o WebP. Scegline una di questi tipi, al massimo di 1 MB.',
  },
  'image-too-wide': {
    title: 'Immagine troppo grande',
    detail: 'L’immagine è di {width} × {height} pixel; se ne accettano {limit} per lato. Riducila.',
  },
  'notify-replaced': {
    title: 'Insegna un’altra persona',
    detail:
      'In queste date di {course}, {session} insegna un’altra persona. Vengono tolte dal tuo calendario.',
  },
  'notify-instructor': {
    title: 'Un altro istruttore',
    detail: 'Alcune date di {course}, {session} hanno un altro istruttore. Tutto il resto non cambia.',
  },
  'calendar-span': {
    title: 'Periodo non possibile',
    detail:
      'Il calendario si legge per {days} giorni al massimo, e «until» deve venire dopo «from». Chiedi un periodo più breve.',
  },
  'zone-change-settled': {
    title: 'Niente da decidere',
    detail:
      'Gli orari di questo evento corrispondono alle regole attuali del suo fuso orario. Ricarica la pagina.',
  },
  'notify-nudge': {
    title: 'È iniziato: {event}',
    detail: '«{event}» di {course}, {session} è iniziato e ti aspettiamo. {joining}',
  },
  'notify-message': {
    title: 'Messaggio: {subject}',
    detail: '{sender} scrive a tutti gli iscritti di {course}, {session}:\n\n{text}',
  },
  'notify-not-started': {
    title: 'Nessuno lo ha avviato: {event}',
    detail:
      '«{event}» ({course}, {session}) doveva essere già iniziato e nessuno ha premuto Avvia: {instructors}. Avvialo dalla sua pagina o chiedi a uno di loro.',
  },
  'attendance-too-early': {
    title: 'Troppo presto per segnare',
    detail: 'Le presenze si possono segnare da {opensAt}. Torna più tardi.',
  },
  'attendance-not-enrolled': {
    title: 'Non iscritto',
    detail: 'Questa persona non ha un posto nella sessione dell’evento. Prima iscrivila.',
  },
  'attendance-twice': {
    title: 'Segnato due volte',
    detail: 'La stessa persona compare due volte. Invia un solo segno per persona.',
  },
  'attendance-change-not-found': {
    title: 'Niente da annullare',
    detail:
      'Questo evento non ha una modifica simile delle presenze. Ricarica la pagina e controlla i segni.',
  },
  'completion-not-manual': {
    title: 'Il completamento non è manuale',
    detail:
      'Questa sessione si completa secondo la sua regola, non a mano. Chi pianifica può cambiare la regola.',
  },
  'completion-not-enrolled': {
    title: 'Non iscritto',
    detail: 'Una di queste persone non ha più un posto nella sessione. Ricarica la pagina.',
  },
  'nudge-not-running': {
    title: 'Non in corso',
    detail: 'Chi manca si può avvisare mentre l’evento è in corso: da {starts} a {ends}.',
  },
  'too-many-messages': {
    title: 'Troppi messaggi',
    detail:
      'Ci sono stati {count} messaggi a tutti gli iscritti in {minutes} minuti. Aspetta un po’ e riprova.',
  },
  'message-to-nobody': {
    title: 'Nessuno a cui scrivere',
    detail: 'Nessuno è iscritto a questa sessione. Prima iscrivi qualcuno.',
  },
  'notify-session-cancelled': {
    title: 'Sessione annullata',
    detail:
      '{course}, {session} non si tiene. Motivo: {reason} Resti nel corso e ti avviseremo se la sessione si terrà comunque.',
  },
  'notify-session-restored': {
    title: 'Si tiene comunque',
    detail: '{course}, {session} si tiene comunque. Hai il tuo posto. {joining}',
  },
  'notify-course-cancelled': {
    title: 'Corso annullato',
    detail: 'Il corso {course} non si tiene. Motivo: {reason} Ti avviseremo se si terrà comunque.',
  },
  'notify-course-restored': {
    title: 'Si tiene comunque',
    detail: 'Il corso {course} si tiene comunque. Hai il tuo posto. {joining}',
  },
  'notify-moved': {
    title: 'Hai un posto in un’altra sessione',
    detail: '{course}, {from} non si tiene. Motivo: {reason} Hai un posto in {session}.',
  },
  'notify-moved-to-waiting': {
    title: 'Sei nella lista d’attesa di un’altra sessione',
    detail:
      '{course}, {from} non si tiene. Motivo: {reason} Sei nella lista d’attesa di {session} e ti avviseremo quando si libera un posto.',
  },
  'notify-released': {
    title: 'Sessione annullata',
    detail: '{course}, {session} non si tiene e la tua iscrizione è terminata. Motivo: {reason}',
  },
  'notify-confirmed': {
    title: 'Si tiene',
    detail: 'Gli iscritti bastano: {course}, {session} si tiene.',
  },
  'notify-decision-due': {
    title: 'Troppo pochi iscritti',
    detail:
      '{course}, {session} ha {enrolled} iscritti, ma ora ne erano attesi {min}. Decidi in questa pagina: confermarla comunque, unirla a un’altra sessione, aspettare ancora o annullarla.',
  },
  'session-cancelled': {
    title: 'Sessione annullata',
    detail:
      'Questa sessione è stata annullata {at}: {reason} Non accetta iscritti né eventi, a meno che venga ripristinata.',
  },
  'course-cancelled': {
    title: 'Corso annullato',
    detail:
      'Questo corso è stato annullato {at}: {reason} Non accetta iscritti né eventi, a meno che venga ripristinato.',
  },
  'session-cancelled-already': {
    title: 'Già annullata',
    detail: 'La sessione è già stata annullata {at}. Ricarica la pagina per vederlo.',
  },
  'course-cancelled-already': {
    title: 'Già annullato',
    detail: 'Il corso è già stato annullato {at}. Ricarica la pagina per vederlo.',
  },
  'session-not-cancelled': {
    title: 'Non annullata',
    detail: 'La sessione non è annullata: non c’è nulla da ripristinare.',
  },
  'course-not-cancelled': {
    title: 'Non annullato',
    detail: 'Il corso non è annullato: non c’è nulla da ripristinare.',
  },
  'cancel-reason-needed': {
    title: 'Serve un motivo',
    detail: 'Il motivo è vuoto. Spiega in una frase perché non si tiene: lo legge chiunque sia coinvolto.',
  },
  'move-target-not-needed': {
    title: 'Nessun’altra sessione',
    detail:
      'È indicata una sessione per iscritti che non vanno in un’altra. Non indicarla, oppure scegli di spostarli.',
  },
  'waiting-list-off': {
    title: 'Nessuna lista d’attesa',
    detail: 'La sessione {session} non ha una lista d’attesa. Attivala nelle proprietà o scegline un’altra.',
  },
  'restore-no-room': {
    title: 'Non tutti gli eventi si possono ripristinare',
    detail:
      '{count} eventi su {total} non hanno più una room o chi li tiene, e nulla è stato ripristinato: {events}. Libera ciò che li ostacola, poi ripristina di nuovo.',
  },
  'preview-busy': {
    title: 'Qualcuno lo sta modificando',
    detail: 'Un’altra persona lo sta modificando in questo momento: l’esito non si può dire. Riprova.',
  },
  'decision-none': {
    title: 'Nulla da decidere',
    detail: 'La sessione non ha un minimo di iscritti con una data. Imposta entrambi nelle proprietà.',
  },
  'decision-date-past': {
    title: 'La data è passata',
    detail: 'La data {at} è passata. Scegline una futura.',
  },
  'reason-too-few': {
    title: 'Troppo pochi iscritti',
    detail: 'Gli iscritti sono {enrolled} e ne servivano almeno {min}.',
  },
  'reason-merged': { title: 'Unita', detail: 'La sessione è stata unita a {session}.' },
}
