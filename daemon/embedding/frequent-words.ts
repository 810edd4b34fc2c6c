/** Frequent words of languages in the Latin script, and the letters that they have beside a to z. By BCP 47 code. */
export const LANGUAGES: Record<string, { letters: string; words: string }> = {
  en: {
    letters: '',
    words: `the a an of to in on at by for from with without into onto as than or and not no if is are was were be been do does did done has have had can
      could should would will may might must i you he she it we they me my your our their his her its us them this that these those there here what which who whose when where why
      how all any some each every more most less many much few only just so also too very first last next new old same other about after before between during over under up
      down out off vs via per make get set use using used find show give write create change add remove delete update fix work works working run explain mean means difference
      best good way type list file files code function error errors test tests data user users name number time date day year page site app account password order orders email
      phone price cost plan policy report meeting company team work job project help need want tell know let please hi hello hey thanks thank ok yes plz u recipe symptoms tips age
      rules example examples template table text word words question answer support return reset status not translate english printer door hay capital men article fare till tee god ser die hat war comment main pour man`,
  },
  de: {
    letters: 'äöüß',
    words: `der die das den dem ein eine einen einem einer und oder aber nicht kein keine ist sind war waren wird werden wurde hat habe haben hatte kann kannst können könnte
      muss müssen soll sollte darf mag ich du er wir ihr mich mir dich dir uns mein meine meinen meinem meiner dein deine sein seine unser unsere sich es was wer wie wo wann warum wieso welche
      welcher welches wieviel viele viel für mit ohne von vom zum zur bei beim nach auf aus über unter zwischen vor seit durch gegen wegen wenn dass ob als auch noch schon nur sehr mehr hier
      dort jetzt heute morgen gestern bitte danke hallo guten gut geht machen mache macht gibt finden finde erstellen einrichten ändern löschen zurücksetzen zurück beantragen bestellen bestellung
      kündigen rechnung passwort kennwort vergessen konto urlaub urlaubstage drucker fehler datei frage unterschied erklären erkläre lautet hauptstadt zeit jahr tage wetter kosten preis tun
      anmelden hilfe benutzer arbeit firma lieferung abrechnen reisekosten elternzeit schreibe`,
  },
  fr: {
    letters: 'éèêëàâçùûîïôœ',
    words: `le la les un une des du de et ou mais ne pas est sont était suis es êtes être avoir ai as avons avez ont peut peux pouvez puis faut doit dois je tu il elle nous vous ils elles
      mon ma mes ton ta tes son sa ses notre votre nos vos leur ce cet cette ces que qui quoi quel quelle quels quelles quand où pourquoi combien comment dans sur sous avec sans pour par
      chez vers entre depuis avant après très plus moins aussi encore déjà toujours jamais ici bonjour merci salut oui non faire fais fait trouver créer changer modifier supprimer annuler
      réinitialiser retourner suivre commande commandes mot passe oublié compte facture remboursement congé congés jour jours imprimante marche erreur fichier question différence expliquer explique
      capitale temps année prix coût aide travail entreprise livraison abonnement article frais ciel bleu valide abonner c'est qu'est j'ai d'un d'une l'on écris`,
  },
  es: {
    letters: 'ñáéíóúü¿¡',
    words: `el la los las un una unos unas de del al y o pero no es son era fue está están estoy estar ser hay he ha han tengo tiene tienes puedo puede puedes debo debe hacer hago hace haz
      yo tú usted él ella nosotros mi mis tu tus su sus nuestro este esta esto ese esa que qué quién quien cuál cual cuáles cuándo cuando dónde donde cómo como cuánto cuánta cuántos
      cuántas por porque para con sin sobre entre desde hasta muy más menos también ya aún siempre nunca aquí hola gracias buenos buenas días sí crear cambiar eliminar cancelar restablecer
      devolver olvidé contraseña clave cuenta factura pedido pedidos reembolso vacaciones impresora funciona archivo error pregunta diferencia explica explicar capital cielo azul año precio
      ayuda trabajo empresa envío producto lista quiero necesito instalar niño gastos aprueba escribe lo le se me te`,
  },
  pt: {
    letters: 'ãõçáâéêíóôúà',
    words: `o os as um uma uns umas de do da dos das no na nos nas em ao à e ou mas não é são era foi está estou estão ser ter tenho tem têm há posso pode podem devo fazer faço faz eu
      você ele ela nós meu minha meus minhas seu sua nosso este esta isso que quem qual quais quando onde como quanto quanta quantos quantas por porque para com sem sobre entre desde até
      muito mais menos também já ainda sempre nunca aqui olá oi obrigado obrigada bom boa dia sim criar mudar excluir cancelar redefinir devolver rastrear esqueci senha conta fatura pedido
      reembolso férias dias impressora funciona arquivo erro pergunta diferença explique explicar capital céu azul ano preço ajuda trabalho empresa entrega consigo entrar lista despesas aprova quero`,
  },
  it: {
    letters: 'àèéìòù',
    words: `il lo la gli le un uno una di del della dei delle da dal in nel nella e o ma non è sono era sei siamo essere avere ho hai ha abbiamo hanno posso può puoi devo deve fare faccio
      fa fai io tu lui lei noi voi mio mia miei tuo tua suo sua nostro questo questa quello che chi cosa quale quali quando dove come quanto quanta quanti quante perché per con senza su tra
      fra molto più meno anche già ancora sempre mai qui ciao grazie buongiorno sì creare cambiare eliminare annullare reimpostare reimposto restituire dimenticato dimenticata account fattura
      ordine rimborso ferie giorni stampante funziona file errore domanda differenza spiega spiegare capitale cielo blu anno prezzo aiuto lavoro azienda trovo uovo cuoce si voglio scrivi`,
  },
  nl: {
    letters: 'ëïé',
    words: `de het een van en of maar niet geen is zijn was waren wordt worden heb hebt heeft hebben kan kun kunnen moet moeten mag wil ik jij je hij zij ze wij we jullie mij mijn jouw
      onze ons dit dat deze die wat wie hoe waar wanneer waarom welke welk hoeveel voor met zonder door bij naar op uit over onder tussen sinds als ook nog al alleen heel meer hier daar nu
      vandaag morgen hallo dank bedankt goedemorgen alstublieft maken maak vind vinden instellen stel wijzigen verwijderen annuleren opnieuw retourneren vergeten wachtwoord rekening factuur bestelling
      vakantiedagen vakantie printer werkt bestand fout vraag verschil uitleggen hoofdstad lucht blauw tijd jaar prijs hulp werk bedrijf`,
  },
  sv: {
    letters: 'åäö',
    words: `och eller men inte är var har hade kan ska skall måste får jag du han hon vi ni de mig min mitt mina din ditt vår det den detta denna en ett som vad vem vilken vilket hur när
      varför om på av för till från med utan mellan efter också bara mycket mer här där nu idag hej tack god skapa ändra ta bort återställa återställer glömt lösenord konto faktura semester
      skrivare fungerar fel fråga skillnad förklara huvudstad huvudstaden himlen blå år hjälp jobb man kokar`,
  },
  da: {
    letters: 'åæø',
    words: `og eller men ikke er var har havde kan skal må jeg du han hun vi mig min mit mine din dit vores det den denne dette en et som hvad hvem hvilken hvordan hvornår hvorfor hvor om på
      af for til fra med uden mellem efter også kun meget mere her der nu hej tak opret ændre slette nulstille nulstiller glemt adgangskode passord konto faktura ferie printer virker fejl
      spørgsmål forskel forklar hovedstad himlen blå hjælp`,
  },
  fi: {
    letters: 'äöå',
    words: `ja tai mutta ei on ovat oli olla minä sinä hän me te minun sinun mikä mitä kuka miten miksi missä milloin kuinka paljon monta voi voiko voinko haluan että jos kun kanssa ilman
      myös vain tämä se hei kiitos salasana salasanan salasanani unohdin vaihdan vaihtaa lasku tili loma tulostin toimi virhe pääkaupunki apua tee`,
  },
  pl: {
    letters: 'ąćęłńśźż',
    words: `i lub ale nie jest są był była być mam masz ma mamy może mogę można musi muszę chcę ja ty on ona my mnie mój moja moje moich twój nasz co kto jak gdzie kiedy dlaczego czy jaki
      jaka jakie który która ile dla z ze bez do od na w we po przed przez między też już tylko bardzo więcej tutaj teraz dzień dobry cześć dziękuję proszę zmienić usunąć anulować zresetować
      zapomniałem hasło hasła konto faktura zamówienie urlop urlopu dni drukarka działa błąd pytanie różnica wyjaśnij stolica stolicą niebo pomoc praca`,
  },
  cs: {
    letters: 'ěščřžýůťďň',
    words: `nebo ale není je jsou byl být mám máte může mohu můžu musí chci já ty on my můj moje náš co kdo jak kde kdy proč který která kolik pro s se bez do od na ve po před přes mezi také už
      jen velmi více zde nyní dobrý den ahoj děkuji prosím změnit smazat zrušit obnovit obnovím zapomenuté zapomněl heslo účet faktura objednávka dovolená tiskárna nefunguje chyba otázka rozdíl
      vysvětli hlavní město nebe modré pomoc`,
  },
  hu: {
    letters: 'őűáéíóöü',
    words: `és vagy de nem van vannak volt lehet tudom kell akarok én te ő mi az egy ez ezt azt hogy hogyan miért hol mikor melyik mennyi hány ki mit jelszó jelszót jelszavam jelszavamat
      elfelejtettem számla fiók rendelés szabadság nyomtató működik hiba kérdés különbség fővárosa segítség köszönöm szia kérem`,
  },
  ro: {
    letters: 'ăâîșțşţ',
    words: `și sau dar nu este sunt era am ai are avem pot poate trebuie vreau eu tu el ea noi meu mea mele nostru acest care ce cine cum unde când de câte cât pentru cu fără din la pe
      între după foarte mai și aici acum bună mulțumesc parola contul factura comanda concediu imprimanta funcționează eroare întrebare diferența capitala cer ajutor îmi resetez`,
  },
  tr: {
    letters: 'şğıçöü',
    words: `ve veya ama değil var yok mı mi mu ben sen biz siz benim bu şu bir ne kim nasıl nerede neresi zaman neden niçin hangi kaç için ile gibi çok daha en şimdi bugün merhaba teşekkürler
      lütfen şifre şifremi parola parolamı unuttum sıfırlarım değiştir iptal sipariş siparişim fatura hesap izin yazıcı çalışmıyor hata soru fark başkenti yardım`,
  },
  id: {
    letters: '',
    words: `dan atau tapi tetapi tidak bukan adalah ada sudah belum bisa dapat harus mau ingin saya aku kamu anda kami kita dia mereka ini itu yang apa siapa bagaimana mengapa kenapa dimana
      mana kapan berapa untuk dengan tanpa dari ke pada di oleh juga hanya sangat lebih sekarang halo terima kasih tolong cara membuat mengubah menghapus membatalkan mengatur ulang lupa kata
      sandi akun pesanan tagihan cuti kesalahan pertanyaan perbedaan jelaskan ibu kota bantuan`,
  },
  hi: {
    letters: '',
    words: `hai hain ho hota hoti hote tha thi nahi nahin kya kyu kyun kyon kaise kaisa kaun kab kahan kaha kitna kitni kitne konsa mera meri mere tera teri aap aapka main mujhe hum hamara
      yeh woh isko usko aur ya lekin agar ki ka ke ko se mein par tak liye bhi sirf bahut kar karo karu karna karte karta kare banate banaye milti milta aayega aayegi chahiye bata batao
      sakta sakti gaya gayi raha rahi namaste dhanyavaad kripya bhool`,
  },
};

/** Words that are names, abbreviations or English besides ("Rio de Janeiro", "EU", "min"): they speak for a language only with others. */
export const WEAK_WORDS = new Set(
  'de la el le les los las van von der den di da do dos das du del il lo y e o i a al en un no se me te on in no or as per si mi ma di ha he do fa sa ta es est son mais eu am min po var non apa sim plus vi pro ne nas cum'.split(
    ' ',
  ),
);
