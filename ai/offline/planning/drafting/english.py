"""English sentences for drafts. No numbers, prices, dates, praise or promises in them."""

from ai.offline.planning.drafting.frames import Frames, Long, lines

FRAMES = Frames(
    openings={
        "announcement": lines("""
            This is {name}.
            Say hello to {name}.
            We would like to introduce {name}.
            Here it is: {name}.
            May we present {name}.
            It is all about {name} here.
        """),
        "question": lines("""
            Have you heard of {name}?
            What comes to mind when you hear “{name}”?
            What would you like to know about {name}?
            Who would you tell about {name}?
            Do you already know {name}?
            Is {name} something for you?
        """),
        "list": lines("""
            {name}, point by point:
            {name} in short:
            Worth knowing about {name}:
            Our notes on {name}:
            {name} in a few words:
            What {name} is about:
        """),
        "story": lines("""
            Let us tell you about {name}.
            A few words about {name}.
            Take a moment for {name}.
            Here is what we have to tell about {name}.
            We would like to share something about {name}.
            Let us start with the name: {name}.
        """),
        "reminder": lines("""
            Have you made a note of {name}?
            A reminder about {name}.
            Keep {name} in mind.
            In case you missed it: {name}.
            For your notes: {name}.
            Do not forget {name}.
        """),
    },
    ideas={
        "announcement": "Introduces {name}.",
        "question": "Asks readers about {name}.",
        "list": "Lists what {name} is about.",
        "story": "Tells about {name} in a few sentences.",
        "reminder": "Reminds readers of {name}.",
    },
    around=lines("""
        In our words: {one}.
        What we want to say: {one}.
        Something to remember: {one}.
        Keep this in mind: {one}.
        It comes down to this: {one}.
        Something to take along: {one}.
        Here is a point to note: {one}.
        To put it briefly: {one}.
        If you remember a single thing, let it be this: {one}.
        Our message: {one}.
        The point is this: {one}.
        Said plainly: {one}.
    """),
    told=lines("""
        As we put it: {one}
        The story in a sentence: {one}
        This is how we would say it: {one}
        From our notes: {one}
        To give you an idea: {one}
        What it is about: {one}
        A line from us: {one}
        Let us put it this way: {one}
    """),
    notes=lines("""
        Good to know – {one}.
        For the record – {one}.
        Worth a note – {one}.
        If you were wondering – {one}.
        A detail for you – {one}.
        Straight from our facts – {one}.
    """),
    dated=lines("""
        A note for your calendar – {one}.
        For your diary – {one}.
        Write this down – {one}.
    """),
    closings=lines("""
        What would you ask us?
        Tell us what you think.
        Write to us if you would like to know more.
        We look forward to hearing from you.
        What do you say?
        Questions are welcome.
        Which part speaks to you?
        Get in touch, and we will tell you more.
        Who comes to mind?
        Let us know if you are curious.
        Keep this for later.
        Your thoughts are welcome.
        Let us hear from you.
        We are happy to answer.
        What would you like to hear next?
        Do ask if anything is unclear.
    """),
    public=lines("""
        Send this to someone who should see it.
        Share it with a friend.
        Tag somebody who should know.
        Pass it on.
    """),
    casual=lines("""
        Curious?
        Ask away.
        Thoughts?
    """),
    more="Read more: {link}",
    subjects=lines("""
        {name}
        About {name}
        A few words on {name}
        {name}: what you should know
        Meet {name}
        A note on {name}
    """),
)
LONG = Long(
    titles=lines("""
        {name}: an introduction
        Getting to know {name}
        What is {name}?
    """),
    intro=lines("""
        This article is about {name}.
        Here we go through what there is to say about {name}.
        In this article we look at {name}.
    """),
    readers="Written for: {audience}.",
    about="What it is about",
    heads=lines("""
        First of all: {one}
        Also: {one}
        And then: {one}
        Not to forget: {one}
        One more thing: {one}
        Finally: {one}
    """),
    facts="The facts",
    end="Where to go from here",
    ending=lines("""
        If you have questions about {name}, we will answer them.
        If you would like to know more about {name}, you are welcome to contact us.
        If {name} made you curious, we would like to hear from you.
    """),
    point="[To be written: an example that shows this.]",
    write=(
        ("Who it is for", "[To be written: who {name} is for, and what they get from it.]"),
        ("How it works", "[To be written: what happens, step by step.]"),
        ("The background", "[To be written: what lies behind {name}.]"),
    ),
    article="An article that introduces {name} section by section.",
    script_titles=lines("""
        {name} – the video
        {name} in a short video
        A short film about {name}
    """),
    scene="SCENE {number}",
    picture="Picture",
    voice="Voice-over",
    screen="On screen",
    pictures=lines("""
        Close-up that fits the words.
        A person looks into the camera and says it.
        A wide shot, calm movement.
        Hands at work, or a detail.
        The text alone on a plain background.
    """),
    first=lines("""
        This is about {name} – stay with us for a moment.
        We want to show you {name}.
        Come along and look at {name}.
    """),
    shown=lines("""
        Look closely: {one}.
        Think of it like this: {one}.
        And another thing: {one}.
        Last but not least: {one}.
    """),
    last=lines("""
        That was {name} – write to us if you have questions.
        So much for {name} – what would you like to see next?
        You have met {name} – tell us what you think of it.
    """),
    script="A short video about {name}, scene by scene.",
)
