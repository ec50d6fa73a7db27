"""Norwegian sentences for drafts. No numbers, prices, dates, praise or promises in them."""

from ai.offline.planning.drafting.frames import Frames, Long, lines

FRAMES = Frames(
    openings={
        "announcement": lines("""
            Dette er {name}.
            Si hei til {name}.
            Vi vil gjerne presentere {name}.
            Her er det: {name}.
            Vi gir deg {name}.
            Her handler alt om {name}.
        """),
        "question": lines("""
            Har du hørt om {name}?
            Hva tenker du på når du hører «{name}»?
            Hva vil du vite om {name}?
            Hvem ville du fortalt om {name}?
            Kjenner du allerede til {name}?
            Er {name} noe for deg?
        """),
        "list": lines("""
            {name}, punkt for punkt:
            {name} kort fortalt:
            Verdt å vite om {name}:
            Våre stikkord om {name}:
            {name} med få ord:
            Dette handler {name} om:
        """),
        "story": lines("""
            La oss fortelle om {name}.
            Noen ord om {name}.
            Ta deg et øyeblikk til {name}.
            Dette har vi å fortelle om {name}.
            Vi vil dele noe om {name}.
            La oss begynne med navnet: {name}.
        """),
        "reminder": lines("""
            Har du notert deg {name}?
            En påminnelse om {name}.
            Ha {name} i bakhodet.
            I tilfelle du gikk glipp av det: {name}.
            Noe å notere seg: {name}.
            Ikke glem {name}.
        """),
    },
    ideas={
        "announcement": "Presenterer {name}.",
        "question": "Spør leserne om {name}.",
        "list": "Lister opp hva {name} handler om.",
        "story": "Forteller om {name} i noen setninger.",
        "reminder": "Minner leserne om {name}.",
    },
    around=lines("""
        Med våre ord: {one}.
        Det vi vil si: {one}.
        Noe å huske: {one}.
        Ta med deg dette: {one}.
        Det koker ned til dette: {one}.
        Noe å ta med seg: {one}.
        Her er et poeng: {one}.
        Kort sagt: {one}.
        Husker du bare en ting, la det være dette: {one}.
        Vårt budskap: {one}.
        Poenget er dette: {one}.
        Sagt rett ut: {one}.
    """),
    told=lines("""
        Slik sier vi det: {one}
        Historien i en setning: {one}
        Sånn ville vi sagt det: {one}
        Fra notatene våre: {one}
        For å gi deg et inntrykk: {one}
        Det handler om dette: {one}
        En linje fra oss: {one}
        La oss si det slik: {one}
    """),
    notes=lines("""
        Greit å vite – {one}.
        Til orientering – {one}.
        Verdt å merke seg – {one}.
        Hvis du lurte – {one}.
        En detalj til deg – {one}.
        Rett fra fakta – {one}.
    """),
    dated=lines("""
        Noe for kalenderen – {one}.
        Til almanakken – {one}.
        Skriv det opp – {one}.
    """),
    closings=lines("""
        Hva ville du spurt oss om?
        Fortell oss hva du tenker.
        Skriv til oss hvis du vil vite mer.
        Vi gleder oss til å høre fra deg.
        Hva sier du?
        Spørsmål er velkomne.
        Hva treffer deg?
        Ta kontakt, så forteller vi mer.
        Hvem tenker du på?
        Si fra hvis du er nysgjerrig.
        Lagre dette til senere.
        Vi vil gjerne høre tankene dine.
        La oss høre fra deg.
        Vi svarer gjerne.
        Hva vil du høre om neste gang?
        Spør hvis noe er uklart.
    """),
    public=lines("""
        Send dette til noen som bør se det.
        Del det med en venn.
        Tagg noen som bør vite det.
        Fortell det videre.
    """),
    casual=lines("""
        Nysgjerrig?
        Bare spør.
        Tanker?
    """),
    more="Les mer: {link}",
    subjects=lines("""
        {name}
        Om {name}
        Noen ord om {name}
        {name}: dette bør du vite
        Møt {name}
        Et notat om {name}
    """),
)
LONG = Long(
    titles=lines("""
        {name}: en introduksjon
        Bli kjent med {name}
        Hva er {name}?
    """),
    intro=lines("""
        Denne artikkelen handler om {name}.
        Her går vi gjennom det som er å si om {name}.
        I denne artikkelen ser vi på {name}.
    """),
    readers="Skrevet for: {audience}.",
    about="Hva det handler om",
    heads=lines("""
        Først og fremst: {one}
        Dessuten: {one}
        Og så: {one}
        Ikke å forglemme: {one}
        Enda en ting: {one}
        Til slutt: {one}
    """),
    facts="Fakta",
    end="Veien videre",
    ending=lines("""
        Har du spørsmål om {name}, svarer vi på dem.
        Vil du vite mer om {name}, er du velkommen til å kontakte oss.
        Ble du nysgjerrig på {name}, vil vi gjerne høre fra deg.
    """),
    point="[Skrives: et eksempel som viser dette.]",
    write=(
        ("Hvem det er for", "[Skrives: hvem {name} er for, og hva de får ut av det.]"),
        ("Slik fungerer det", "[Skrives: hva som skjer, steg for steg.]"),
        ("Bakgrunnen", "[Skrives: hva som ligger bak {name}.]"),
    ),
    article="En artikkel som presenterer {name} del for del.",
    script_titles=lines("""
        {name} – videoen
        {name} i en kort video
        En kort film om {name}
    """),
    scene="SCENE {number}",
    picture="Bilde",
    voice="Fortellerstemme",
    screen="På skjermen",
    pictures=lines("""
        Nærbilde som passer til ordene.
        En person ser i kamera og sier det.
        Et vidt bilde, rolig bevegelse.
        Hender i arbeid, eller en detalj.
        Bare teksten på en rolig bakgrunn.
    """),
    first=lines("""
        Dette handler om {name} – bli med et øyeblikk.
        Vi vil vise deg {name}.
        Bli med og se på {name}.
    """),
    shown=lines("""
        Se nærmere: {one}.
        Tenk på det slik: {one}.
        Og en ting til: {one}.
        Sist, men ikke minst: {one}.
    """),
    last=lines("""
        Det var {name} – skriv til oss hvis du har spørsmål.
        Så langt om {name} – hva vil du se neste gang?
        Du har møtt {name} – fortell oss hva du synes.
    """),
    script="En kort video om {name}, scene for scene.",
)
