"""What a sentence surely lacks of what is asked for, and what it may hold in other forms."""

import pytest

from rag.missing_values import missing_value, tells_other_year


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [
        ("how much is a single room?", "It is a guesthouse with five rooms.", "price"),
        ("What does Ann Prewitt earn?", "Ann Prewitt, 43, is an engineer.", "price"),
        ("What did the club pay for its trailer?", "The reason was the new trailer.", "price"),
        ("What is the price of a ticket?", "Tickets went on sale on 12 October 2031.", "price"),
        (
            "how long is the boat in metres?",
            "She came in 2015 and does 25 knots.",
            "number of metres",
        ),
        ("how many litres does it hold", "One can rent it for £52 a year.", "number of litres"),
        ("How many tickets were sold?", "The dearest ticket was £22.", "number"),
        ("How many came?", "The last ferry left at 10:30 on 3 May.", "number"),
        ("what was the average BMI", "They ate at 19:00 and slept at 07:00.", "number"),
        ("How old is Halina?", "Halina retired on 1 October after 31 years there.", "number"),
        ("How old is the terrier?", "The terrier found two rats in 2034.", "number"),
        ("How deep is the sound?", "Twelve turbines stand there.", "number"),
        ("What fine did he have to pay?", "He broke a wrist and two ribs.", "price"),
        ("How tall is the tower?", "The tower is made of wood.", "number"),
        ("When did it open?", "It stands by the sea.", "date"),
        ("what time does it close?", "It is closed to dogs.", "time"),
        ("what's the phone number of the club?", "Ring the number on the leaflet.", "phone number"),
        ("What is the e-mail address of the shop?", "Write to the shop.", "e-mail address"),
        ("what colour is the dahlia?", "It flowers from its main stem.", "colour"),
    ],
)
def test_a_sentence_without_the_value_lacks_it(question: str, sentence: str, missing: str) -> None:
    assert missing_value(question, sentence) == missing


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("how much is a single room?", "A single room is 55."),
        ("how much is a single room?", "A single room costs fifty-five a night."),
        ("how much is the fine?", "The fine is 400 kroner."),
        ("how much is entry?", "Entry is free."),
        ("How much does it cost?", "A year of it cost 3,150 florins per hectare."),
        ("How much does the statue weigh?", "It weighs 40 tonnes."),
        ("How much did attendance rise?", "It rose by 4,000 visitors."),
        ("How much of the lake can be seen?", "All along its length."),
        ("What do they pay attention to?", "They look at the sky."),
        ("What did the council spend the money on?", "A new quay was built."),
        ("what drives up drug costs?", "Patents are to blame."),
        ("How often does it run?", "It runs daily."),
        ("How many children has she?", "Her children are Ann, Ben and Cleo."),
        ("How many came?", "Nobody came."),
        ("How many years did it last?", "It lasted from 1990 to 1994."),
        ("How many people fell ill?", "The number is now put at 31."),
        ("How many per cent agreed?", "Half of them did."),
        ("How many hours does it take?", "It goes on overnight."),
        ("How long will it stay?", "Until the war is over."),
        ("How old is the bridge?", "It was built in 1823."),
        ("How old is Ann?", "Ann Berg, 58, of Ulver won."),
        ("How deep is the sound?", "The water is 40 metres deep."),
        ("How fast does it grow?", "It grows quickly."),
        ("How far is it?", "It is a short walk."),
        ("When did it fall?", "After the storm."),
        ("When forces act, what law holds?", "Newton's third law."),
        ("what colour is the door?", "The door is bluish."),
        ("How many pounds did it cost?", "It cost £40."),
        ("How many degrees does it offer?", "It offers 32 programmes."),
        ("What was the worst flood in years?", "The Tarrow burst its banks."),
        ("Who came?", "The door is shut."),
    ],
)
def test_a_value_may_stand_there_in_another_form(question: str, sentence: str) -> None:
    assert missing_value(question, sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "around", "is_other"),
    [
        ("In 2034 there were 6,720 burrows.", "", True),
        ("In 2034 there were 6,720 burrows, 5,910 in 2015.", "", False),
        ("There were 6,720 burrows.", "", False),
        ("In 2034 there were 6,720 burrows.", "Published on 8 June 2015", False),
        ("She has counted them since 2012.", "", False),
        ("The count of 2014-15 gave 6,720.", "", False),
    ],
)
def test_a_sentence_of_another_year_is_told(sentence: str, around: str, is_other: bool) -> None:
    question = "How many burrows were counted in 2015?"
    assert tells_other_year(question, sentence, around) == is_other
    assert not tells_other_year("How many burrows were counted?", sentence, around)
