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
        ("How much were tickets?", "The stand was full.", "price"),
        ("How many litres does it hold?", "It can be rented for £52.", "number"),
        ("How many tickets were sold?", "The dearest ticket was £22.", "number"),
        ("How many came?", "The last ferry left at 10:30.", "number"),
        ("what was the average BMI", "They ate at 19:00 and slept at 07:00.", "number"),
        ("What was the mill's turnover in 2033?", "The mill was sold.", "number"),
        ("How old is Halina?", "Halina retired on 1 October after 31 years there.", "number"),
        ("How tall is the tower?", "The tower is made of wood.", "number"),
        ("what's the phone number of the club?", "Ring the number on the leaflet.", "phone number"),
        (
            "What is the name of the stoker who was burned?",
            "One of them is a stoker in his fifties.",
            "name",
        ),
        (
            "what was the name of Munro's grandmother",
            "My grandmother made this stew every Friday.",
            "name",
        ),
        (
            "what's Desmond's wife called",
            "I proposed to my wife by the chapel in Marrowby.",
            "name",
        ),
        ("Who came tenth in the race?", "Eleri Maddock won the race.", "such place"),
    ],
)
def test_a_sentence_without_the_value_lacks_it(question: str, sentence: str, missing: str) -> None:
    assert missing_value(question, sentence) == missing


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("how much is a single room?", "A single room is 55."),
        ("how much is a single room?", "A single room costs fifty-five a night."),
        ("how much is a single room?", "Rooms are from forty-five a night."),
        ("how much is the fine?", "The fine is 400 kroner."),
        ("how much is entry?", "Entry is free."),
        ("how much is entry?", "There is no extra charge."),
        ("how much is the deposit?", "It is one month's rent."),
        ("How much is one dose?", "Take two tablets."),
        ("How much is the sea rising?", "It rises by 3 mm a year."),
        ("How much does it cost?", "A year of it cost 3,150 florins per hectare."),
        ("How much does the statue weigh?", "It weighs 40 tonnes."),
        ("How much did attendance rise?", "It rose by 4,000 visitors."),
        ("How much of the lake can be seen?", "All along its length."),
        ("What do they pay attention to?", "They look at the sky."),
        ("What did the council spend the money on?", "A new quay was built."),
        ("What did the decision cost Jo Lie?", "It cost her her seat."),
        ("What did Jo Lie earn at Velden?", "She has a degree in chemistry."),
        ("What did police charge Ulf Dahl with?", "He is accused of arson."),
        ("What penalty did the driver get?", "He was banned for a year."),
        ("What will happen if I do not pay my council tax?", "You will be sent a letter."),
        ("what drives up drug costs?", "Patents are to blame."),
        ("What is net income?", "Income less costs and taxes."),
        ("What was the profit warning about?", "Sales had been weak."),
        ("How do I change my phone number?", "Go to Settings, then Account."),
        ("What phone number should I ring in an emergency?", "In an emergency ring 999."),
        ("what colour is the door?", "It is the colour of rust."),
        ("How often does it run?", "It runs daily."),
        ("How many children has she?", "Her children are Ann, Ben and Cleo."),
        ("How many people died?", "The driver and his passenger died."),
        ("How many guests can members bring?", "Members may bring a guest."),
        ("How many ferries leave on Sundays?", "The ferry leaves at 9am and 5pm on Sundays."),
        ("How many seats does the stadium have?", "The stadium seats 1800."),
        ("How many goals were scored?", "Hexcombe beat Velden 3-1."),
        ("How many people live in Ulver?", "The population was 1850 at the last census."),
        ("How many came?", "Nobody came."),
        ("How many years did it last?", "It lasted from 1990 to 1994."),
        ("How many people fell ill?", "The number is now put at 31."),
        ("How many per cent agreed?", "Half of them did."),
        ("How many grams of flour?", "You need 250 g of flour."),
        ("How many hours is it open?", "It is open from 9:00 to 17:00."),
        ("How many second-hand books were sold?", "They sold 400 books."),
        ("How long will it stay?", "Until the war is over."),
        ("How long does it take?", "It took a fortnight."),
        ("How long was he banned?", "He was banned for life."),
        ("How old is the bridge?", "It was built in 1823."),
        ("How old is Ann?", "Ann Berg, 58, of Ulver won."),
        ("How old is Gino?", "He has sold ice since he was sixteen and is now seventy-one."),
        ("How old was the driver?", "The driver was a teenager."),
        ("At what age did she give up driving?", "She gave it up on her seventieth birthday."),
        ("How high was the fever?", "It reached 40.2."),
        ("How deep was the snow?", "The snow lay knee-deep."),
        ("How far is it?", "It is a short walk."),
        ("How far did he get?", "He got to the middle of the lake."),
        ("When should I replace the filter?", "Replace it if the light turns red."),
        ("What time does it close?", "It closes at half past six."),
        ("When forces act, what law holds?", "Newton's third law."),
        ("Who came?", "The door is shut."),
        ("What is the name of his dog?", "Biscuit found two rats."),
        ("What is the name of his dog?", "He keeps a dog named biscuit."),
        ("What was the name of the driver?", "The lorry was driven by Corwin Hessel."),
        ("What is the name of the process?", "It is photosynthesis."),
        ("Who came third?", "Graham Oduya took bronze."),
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


@pytest.mark.parametrize(
    "question",
    [
        "How many burrows were counted?",
        "When was the law of 1990 repealed?",
        "What happened to the mine in the 1990s?",
        "Who won the 1500 metres?",
        "How many burrows were counted since 2010?",
        "Who was mayor in 2031?",
    ],
)
def test_no_amount_of_a_year_is_asked_for(question: str) -> None:
    assert not tells_other_year(question, "It was repealed in 2004.", "")
