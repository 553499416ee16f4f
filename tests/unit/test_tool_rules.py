"""The named rules of the tools: when each sentence of a result is said, and what it rests on."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.core.labels import read_tool_words
from assessments.methods.sheets.outcome import Filled, Outcome, Sheets, Turn, evaluate
from assessments.methods.sheets.rules import RULES, find_named
from assessments.methods.sheets.shown import put_in_words
from model_content.domain.tools import localise_tool
from tests.tool_texts import read_tools

MOST = (
    "1.2=need 2.1.small=true 2.2=not_ours 3.2-3=not_ours 4.1=not_ours "
    "4.2.not_ours=true 4.3-4=not_ours"
)
"""All choices of a ring but three."""

# Rule | sheets, `//` between those of different parties, after `<<` those of the turn before:
# field=value | items that it rests on.
TABLES = {
    "nio-fragor": """
utan-svar | 1.1=no 1.2=yes 1.3=dont_know 1.4-9=yes | 1.1 1.3
utan-svar | 1.1-8=yes | 1.9
utan-svar | 1.1-8=yes 1.9.note=Båda | -
utan-svar | 1.1-9=partly | -
utan-svar | 2.1=Svårt | -
inte-overens | 1.2=partly 1.3=no | 1.2
inte-overens | 1.2=yes | -
obalans | 2b.1=off 2b.2=unsure 2b.3=balance | 2b.1
obalans | 2b.1=unsure | -
osaker-balans | 2b.1=off 2b.2=unsure | 2b.2
osaker-balans | 2b.2=balance | -
planerat-misslyckande | 2c.3=true | 2c.3
planerat-misslyckande | 2b.5=off | -
mer-sammanhallet | 3.1=loose 3b.1=true 3b.3=true | 3b.1 3b.3
mer-sammanhallet | 3b.1=true | -
mer-sammanhallet | 3.1=team | -
sma-grupper | 3.1=part_time | 3.1
sma-grupper | 3.1=full_time | 3.1
sma-grupper | 3.1=team | 3.1
sma-grupper | 3.1=loose | -
fas | 4b.1=phase5 | 4b.1
fas | 4.5=maj | -
skriv-svaren | 1.1=partly 1.2=no 1.3-9=yes | 1.1 1.2
skriv-svaren | 1.2=partly | 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9
skriv-svaren | 1.1-9=yes | -
skriv-svaren | 3.1=team | -
ratta-balansen | 2b.5=off | 2b.5
ratta-balansen | 2b.5=unsure | -
be-om-det-som-saknas | 3c.1=yes 3c.2=partly 3c.3=dont_know | 3c.2 3c.3
be-om-det-som-saknas | 3c.1=yes | -
bestam-nar-ni-stannar-upp | 4.1=vår 4.4=höst | 4.5
bestam-nar-ni-stannar-upp | 4.1=vår 4.5=höst | -
bestam-nar-ni-stannar-upp | 4b.1=phase1 | -
""",
    "styrgruppens-roll": """
niva | 1.1.now=solve 1.1.wanted=lead | 1.1
niva | 1.1.now=lead 1.1.wanted=lead | -
niva | 1.1.now=lead | -
niva | 1.1.now=meet 1.1.wanted=lead // 1.1.now=solve 1.1.wanted=lead | -
samma-niva | 1.1.now=lead 1.1.wanted=lead | 1.1
samma-niva | 1.1.now=solve 1.1.wanted=lead | -
olika-i-dag | 1.1.now=meet // 1.1.now=solve | 1.1
olika-i-dag | 1.1.now=meet // 1.1.now=meet 1.1.wanted=lead | -
olika-vill | 1.1.wanted=meet // 1.1.wanted=solve | 1.1
olika-vill | 1.1.wanted=lead // 1.1.now=meet | -
giltigt-val | 1.1.wanted=solve | 1.1
giltigt-val | 1.1.wanted=lead | -
krav | 1.1.wanted=lead 2.1=no 2.2=yes 2.3=dont_know 2.4=partly | 2.1 2.3 2.4
krav | 1.1.wanted=solve 2.1=no | -
krav | 1.1.wanted=lead 2.1=yes | -
motesrytm | 1.1.wanted=strategic | 1.1
motesrytm | 1.1.wanted=solve | -
tid-att-bli-grupp | 1.1.now=solve 1.1.wanted=lead | 1.1
tid-att-bli-grupp | 1.1.now=lead 1.1.wanted=strategic | -
roller | 3.1=does 3.2=not_ours | 3.1 3.2
roller | 1.1.now=meet | -
mest-styrning | 3.1-12=not_ours 3.1=does 3.2=does 3.4=does 3.10=does | 3.4 3.5 3.6 3.7 3.8 3.9
mest-styrning | 3.1-12=does | -
mest-styrning | 3.1=does 3.2=does | -
glomt-larande | 3.1-12=not_ours 3.1=does | 3.10 3.11 3.12
glomt-larande | 3.1-12=not_ours 3.12=does | -
glomt-larande | 3.1=does | -
utan-styrmedel | 3.1-12=not_ours 3.10=does | 3.1 3.2 3.3
utan-styrmedel | 3.1-12=not_ours 3.1=does 3.10=does | -
utan-styrmedel | 3.1-12=not_ours 3.10=does // 3.1=does | -
roller-utan-namn | 3.4=should 3.5=should 3.5.note=Boden | 3.4
roller-utan-namn | 3.4=does | -
saknas-mest | 3b.2=lack 3b.3=get | 3b.2
saknas-mest | 3b.2=get | -
redskap | 4.1=need 4.2=have | 4.1
redskap | 4.1=not_needed | -
fallor | 5.2=true | 5.2
fallor | 5.2=true // 5.1=true // 5.1=true // 1.1.now=meet | 5.1
fallor | 1.1.now=meet | -
uppgift-utan-nagon | 6.1.nobody=true 6.2.steering=true | 6.1
uppgift-utan-nagon | 6.1.nobody=true 6.1.parties=true | -
uppgift-hos-tva | 6.3.steering=true 6.3.operative=true | 6.3
uppgift-hos-tva | 6.3.steering=true 6.3.nobody=true | -
bestam-nivan | 1.1.now=solve 1.1.wanted=lead | -
beratta-nivan | 1.1.now=solve 1.1.wanted=lead | 1.1
beratta-nivan | 1.1.now=solve 1.1.wanted=lead // 1.1.now=lead 1.1.wanted=lead | 1.1
beratta-nivan | 1.1.now=lead 1.1.wanted=lead | -
bestam-nivan | 1.1.wanted=lead // 1.1.wanted=meet | 1.1
bestam-nivan | 1.1.now=lead 1.1.wanted=lead | -
fordela-rollerna | 3.4=should | 3.4
fordela-rollerna | 3.4=does | -
ordna-arbetstid | 5.1=true 2.7=partly | 5.1 2.7
ordna-arbetstid | 2.7=yes 2.8=no | -
beratta-hemma | 5.5=true | 5.5
beratta-hemma | 3.8=should | 3.8
beratta-hemma | 3.7=should | -
for-in-lardomarna | 3.11=should | 3.11
for-in-lardomarna | 3.9=should | -
ratta-balansen | 5.4=true | 5.4
ratta-balansen | 5.3=true | -
ge-arbetssatten-tid | 5.3=true | 5.3
ge-arbetssatten-tid | 5.4=true | -
sag-vad-var-och-en-vinner | 5.2=true 2.9=dont_know | 5.2 2.9
sag-vad-var-och-en-vinner | 2.9=yes | -
bygg-grunden | 1.1.wanted=lead 2.5=no | 2.5
bygg-grunden | 2.5=no | -
skaffa-redskapen | 4.7=need | 4.7
skaffa-redskapen | 4.7=have | -
""",
    "drivkrafter-och-nycklar": """
delade-drivkrafter | 2.1=true 2.2=true // 2.1=true | 2.1
delade-drivkrafter | 2.1=true // 2.2=true | -
delade-drivkrafter | 2.1=true | -
inga-delade-drivkrafter | 2.1=true // 2.2=true | 2.1 2.2
inga-delade-drivkrafter | 2.1=true // 2.1=true | -
inga-delade-drivkrafter | 2.1=true // 3.1=yes | -
egna-drivkrafter | 2.1=true 2.2=true // 2.1=true // 2.1=true | 2.2
egna-drivkrafter | 2.1=true // 2.1=true | -
olika-ord | 1.1=network // 1.1=joint | 1.1
olika-ord | 1.1=network // 1.1=network | -
olika-sorter | 1b.1=mostly // 1b.1=not | 1b.1
olika-sorter | 1b.1=mostly // 1b.1=also | -
olika-parter | 2c.1=unlike // 2c.1=dont_know | 2c.1
olika-parter | 2c.1=unlike // 2c.1=alike | -
oense-om-likheten | 2c.1=unlike // 2c.1=alike | 2c.1
oense-om-likheten | 2c.1=unlike // 2c.1=dont_know | -
olika-parter | 2c.1=alike | -
saknas-hemma | 3.1=yes 3.7=dont_know // 3.1=no 3.8=no | 3.1 3.7
saknas-hemma | 3.1=yes // 3.8=no | -
resurser-saknas | 3.8=partly 3.7=no | 3.8
resurser-saknas | 3.8=yes | -
vager-olika | 4.1.now=1 4.2.wanted=5 // 4.1.now=3 4.2.wanted=4 | 4.1
vager-olika | 4.1.now=1 4.1.wanted=5 // 4.1.now=2 | -
nycklar-skiljer | 5.1=2 5.2=1 // 5.1=4 5.2=dont_know | 5.1
nycklar-skiljer | 5.1=2 // 5.1=3 | -
svaga-nycklar | 5.1=2 5.2=1 // 5.1=1 5.2=3 | 5.1
svaga-nycklar | 5.1=dont_know // 5.1=1 | -
viktigaste-saknas | 6.1=applies 6.3=want | 6.3 6.4
viktigaste-saknas | 6.3=applies 6.4=applies | -
viktigaste-saknas | 6.3=not_for_us 6.4=discuss | -
viktigaste-saknas | 5.4=1 | -
tala-om-principerna | 6.2=discuss 6.3=want | 6.2
tala-om-principerna | 6.3=want | -
inte-for-er | 6.3=not_for_us 6.4=discuss | 6.3
inte-for-er | 6.4=discuss | -
kansligt | 7.1=sensitive 7b.4=sensitive | 7.1 7b.4
kansligt | 7.1=open | -
enas-om-kostnaderna | 6.4=discuss | 6.4
enas-om-kostnaderna | 6.4=applies 6.3=want | -
enas-om-kostnaderna | 6.4=not_for_us 6.3=want | -
ta-hem-principerna | 6.1=want 6.2=discuss 6.3=applies | 6.1
ta-hem-principerna | 6.1=not_for_us | -
ta-upp-det-kansliga | 7.3=sensitive | 7.3
ta-upp-det-kansliga | 7.3=settled | -
ge-foretradaren-mandat | 3.3=partly | 3.3
ge-foretradaren-mandat | 3.3=yes 3.4=no | -
lagg-in-resurser | 3.11=no | 3.11
lagg-in-resurser | 3.6=no | -
tala-om-skillnaderna | 4.5.now=1 // 4.5.now=5 | 4.5
tala-om-skillnaderna | 5.5=1 // 5.5=5 | 5.5
tala-om-skillnaderna | 4.5.now=1 // 4.5.wanted=5 | -
stam-av-om-ett-ar | 2c.1=unlike | 2c.1
stam-av-om-ett-ar | 2c.1=dont_know | -
""",
    "framgang-och-matt": """
olika-satt | 5.1.1.what=Jobb 5.1.1.same=different | 5.1
olika-satt | 5.1.1.what=Jobb 5.1.1.same=same | -
olika-satt | 5.1.1.same=different | -
framgang-utan-matt | 1.1.systems=true 5.1.1.what=Jobb 5.1.1.kind=people | 1.1 5.1
framgang-utan-matt | 1.1.people=true 5.1.1.what=Jobb 5.1.1.kind=people | -
framgang-utan-matt | 1.1.systems=true 5.1.1.what=Jobb | -
bara-aktiviteter | 5.1.1.what=Jobb 5.1.1.kind=activity 5.1.2.what=Kurs 5.1.2.kind=activity | 5.1
bara-aktiviteter | 5.1.1.what=Jobb 5.1.1.kind=people 5.1.2.what=Kurs 5.1.2.kind=activity | -
bara-siffror | 5.1.1.what=Jobb 5.1.1.way=counted 5.1.2.what=Kurs | 5.1
bara-siffror | 5.1.1.what=Jobb 5.1.1.way=counted 5.1.2.what=Kurs 5.1.2.way=told | -
betalar-mer | 2b.1.2.party=Boden 2b.1.2.weighs=pays | 2b.1
betalar-mer | 2b.1.2.party=Boden 2b.1.2.weighs=even | -
olika-skal | 2b.1.1.motive=own 2b.1.2.motive=ethical | 2b.1
olika-skal | 2b.1.1.motive=own 2b.1.2.motive=own | -
system-kraver-styrning | 1.1.systems=true | 1.1
system-kraver-styrning | 1.1.spread=true | -
ser-inte-vinsten | 4.1=true | 4.1
ser-inte-vinsten | 4.2=true | -
tror-inte-pa-vinsten | 4.2=true | 4.2
tror-inte-pa-vinsten | 4.3=true | -
nagon-annan-vinner | 4.3=true | 4.3
nagon-annan-vinner | 4.4=true | -
for-sent | 4.4=true | 4.4
for-sent | 4.1=true | -
fallor | 6.1=true 6.5=true | 6.1 6.5
fallor | 4.1=true | -
utan-rakning | 5.1.1.what=Jobb | 5.1
utan-rakning | 5.1.1.what=Jobb 5.1.1.how=Dagar | -
utan-rakning | 5.1.1.what=Jobb 5.1.1.way=told | -
utan-datum | 5.1.1.what=Jobb | 5.1
utan-datum | 5.1.1.what=Jobb 5.1.1.next=maj | -
ta-med-lardomarna | 7.4=Mer | 7.4
ta-med-lardomarna | 3.2=Allt | -
valj-framgang | 2.1.1.gets=Jobb | 1.1
valj-framgang | 2.1.1.gets=Jobb 1.1.people=true | -
valj-matt | 1.1.people=true 5.1.1.how=Dagar | 5.1
valj-matt | 1.1.people=true 5.1.1.what=Jobb | -
rakna-lika | 5.1.1.what=Jobb 5.1.1.same=different | 5.1
rakna-lika | 5.1.1.what=Jobb 5.1.1.same=dont_know | -
komplettera-matten | 5.1.1.what=Jobb 5.1.1.kind=activity 1.1.people=true | 1.1 5.1
komplettera-matten | 5.1.1.what=Jobb 5.1.1.kind=people 1.1.people=true | -
tala-om-vem-som-betalar | 2b.1.1.party=Boden 2b.1.1.weighs=pays | 2b.1
tala-om-vem-som-betalar | 2b.1.1.weighs=pays | -
satt-datum | 5.1.5.what=Jobb | 5.1
satt-datum | 5.1.5.what=Jobb 5.1.5.next=maj | -
""",
    "isberget": """
flest-kort | 1.1=5 1b.2=6 1c.4=6 | 1b.2 1c.4
flest-kort | voters=6 | -
inget-kort | voters=9 least_cards=8 | 1.1
inget-kort | voters=7 least_cards=8 | -
for-fa-for-kort | voters=7 least_cards=8 | 1.1
for-fa-for-kort | voters=8 least_cards=8 | -
inget-kort | voters=9 1c.1=6 | -
mest-syns | 1.first=1 1b.7=9 | 1.1
mest-syns | 1.first=1 1c.first=1 | -
mest-anas | 1b.first=1 | 1b.1
mest-anas | 1b.7=9 | -
mest-under-ytan | 1c.first=1 | 1c.1
mest-under-ytan | 1c.3=9 | -
jamnt | 1.first=1 1c.first=1 | 1.1 1c.1
jamnt | 1.first=1 | -
tala-fritt | voters=6 1c.3=6 | 1.1
tala-fritt | voters=6 1c.first=1 | -
tala-om-tilliten | 1c.first=1 | 1c.1
tala-om-tilliten | 1c.5=5 1b.first=1 | 1c.5
tala-om-tilliten | 1c.2=5 | -
gor-upp | 1b.5=5 1c.3=7 | 1b.5 1c.3
gor-upp | 1c.1=5 | -
beratta-for-varandra | 1b.9=5 1c.1=9 | 1b.9
beratta-for-varandra | 1b.10=5 1b.first=1 | -
fraga-om-tid | 1b.10=5 | 1b.10
fraga-om-tid | 1b.6=5 | -
""",
    "ringens-vagval": f"""
oppet | {MOST} 1.1=open 3.1.open=true 5.1=open | 1.1 3.1 5.1
oppet | 1.1=open | 1.1
oppet | {MOST} 1.1=members 3.1.open=true 3.1.role=true 5.1=project | -
oppet | 6.1.1.rule=LOU | -
saknar-svar | {MOST} 1.1=open | 3.1 5.1
saknar-svar | {MOST} 1.1=open 3.1.open=true 5.1=open | -
allt-avgjort | {MOST} 1.1=members 3.1.not_ours=true 5.1=not_ours | 1.1 1.2 2.1
allt-avgjort | 1.1-2=need | -
allt-avgjort | {MOST} 1.1=members 3.1=not_ours 4.4=decided 5.1=not_ours | -
bestamt-utan-hur | 4.4=decided | 4.4
bestamt-utan-hur | 4.4=decided 4.4.note=Skriftligt | -
varvar-och-forebygger | 2.2=many 1.2=plan | 2.2 1.2
varvar-och-forebygger | 2.2=active 1.2=plan | -
varvar-och-forebygger | 2.2=many 1.2=need | -
stora-som-skar-ner | 1.1=members 2.1.large=true | 1.1 2.1
stora-som-skar-ner | 1.1=members 2.1.large=true 2.1.small=true | -
stora-som-skar-ner | 1.1=anywhere 2.1.large=true | -
manga-utan-register | 2.2=many 2b.1=dont_know | 2.2 2b.1
manga-utan-register | 2.2=many 2b.1=yes | -
manga-utan-register | 2.2=active 2b.1=no | -
chefen-valjer | 4.3=picked | 4.3
chefen-valjer | 4.3=all | -
projekt-utan-fortsattning | 5.1=project | 5.1 5b.1
projekt-utan-fortsattning | 5.1=project 5b.1=Förening | -
projekt-utan-fortsattning | 5.1=network | -
fritt-och-jamfora | 4.1=free 7.3.1.how=Dagar | 4.1 7.3
fritt-och-jamfora | 4.1=shared 7.3.1.how=Dagar | -
fritt-och-jamfora | 4.1=free | -
olika-satt | 7.3.1.same=different 7.4.2.what=Trivsel 7.4.2.same=different | 7.3 7.4
olika-satt | 7.3.1.same=same 7.4.2.same=dont_know | -
ingen-fragar | 6.1.1.rule=LOU | 6.1
ingen-fragar | 6.1.1.rule=LOU 6.1.1.who=Bo | -
utan-datum | 1.1=members 1.2=open 2.2=many 2.2.review=hösten | 1.1
utan-datum | 1.1=not_ours | -
bestam-vad-nya-far | 2.2=many 1.2=plan | 2.2 1.2
bestam-vad-nya-far | 2.2=many | -
bestam-efter-projektet | 5.1=project | 5.1 5b.1
bestam-efter-projektet | 5.1=company | -
ordna-registret | 2.2=many 2b.1=partly | 2.2 2b.1
ordna-registret | 2.2=many | -
rakna-lika | 7.1.1.same=different | 7.1
rakna-lika | 7.1.1.same=same | -
avgor-formen | 5.1=open | 5.1
avgor-formen | 5.1=network | -
avgor-vilka | 2.1.open=true | 2.1
avgor-vilka | 2.1.large=true | -
avgor-storleken | 5.1=open | 2.2
avgor-storleken | 2.2=not_ours | -
avgor-parterna | 3.1.role=true 3.2=open 3.3=decided | 3.2
avgor-parterna | 3.1.role=true 3.2=top 3.3=decided | -
avgor-uppgiften | 1.1=members 1.2=open | 1.2
avgor-uppgiften | 1.1=members 1.2=need | -
avgor-erbjudandet | 4.3=open 4.2.aside=true | 4.3
avgor-erbjudandet | 4.3=all 4.2.aside=true | -
avgor-resultaten | 4.1=free 4.4=open | 4.4
avgor-resultaten | 4.1=free 4.4=decided | -
fraga-om-reglerna | 6.1.2.rule=LOU | 6.1
fraga-om-reglerna | 6.1.2.who=Bo | -
""",
    "veven": """
varvet | 1.1=done 1.2=missing | 1.1 1.2 1.3 1.4 1.5 1.6
varvet | 2.1=yes | -
saknar-svar | 1.1=done 1.2=under_way 1.3-6=done | 1.2
saknar-svar | 1.1-6=done | -
varfor-forst | 1.1=done 1.2=missing 1.4=done | 1.2
varfor-forst | 1.1=done 1.2=missing | -
varfor-forst | 1.1-2=done 1.4=done | -
svarar-olika | 2.3=yes 2.4=no // 2.3=no 2.4=no | 2.3
svarar-olika | 2.3=yes // 2.3=yes | -
svarar-olika | 2.3=yes // 2.4=no | -
ingen-vet | 2.8=dont_know 2.9=dont_know // 2.8=dont_know 2.9=yes | 2.8
ingen-vet | 2.8=no // 2.8=no | -
ingen-vet | 2.8=dont_know // 2.9=yes | 2.8
ingen-vet | 2.8=dont_know 2.9=yes // 2.8=no | -
ense-om-att-det-saknas | 2.1=no 2.2=no 2.3=no // 2.1=no 2.2=yes 2.4=no | 2.1
ense-om-att-det-saknas | 2.1=partly // 2.1=partly | -
ense-om-delvis | 2.1=partly // 2.1=partly | 2.1
ense-om-delvis | 2.1=no // 2.1=no | -
ense-om-att-det-saknas | 2.1=no // 2.1=partly | -
forra-varvet | 1.1=done 1.2=done << 1.1=done | 1.1 1.2 1.3 1.4 1.5 1.6
forra-varvet | 1.1=done << 2.1=yes | -
battre-sedan-sist | 1.1=done 2.1=yes << 1.1=missing 2.1=yes | 1.1
battre-sedan-sist | 2.1=no 2.2=dont_know << 2.1=yes 2.2=no | -
samre-sedan-sist | 2.1=yes 2.2=no << 2.1=yes 2.2=yes | 2.2
samre-sedan-sist | 2.1=partly // 2.1=yes << 2.1=yes // 2.1=no | -
nytt-sedan-sist | 1.1=done 1.1.note=Nytta << 1.1=done | 1.1
nytt-sedan-sist | 2.1=dont_know << 2.1=yes | 2.1
nytt-sedan-sist | 1.1=done << 1.1=missing | -
nytt-sedan-sist | 1.1=done | -
oforandrat | 1.1=done << 1.1=done | 1.1 1.2 1.3 1.4 1.5 1.6
oforandrat | 1.1=done << 1.1=missing | -
oforandrat | 1.1=done | -
fraga-1 | 1.2=done | 1.1
fraga-1 | 1.1=done | -
fraga-2 | 1.1=done 1.2=under_way | 1.2
fraga-2 | 1.1=missing | -
fraga-3 | 1.1-2=done | 1.3
fraga-3 | 1.1-3=done | -
fraga-4 | 1.1-3=done | 1.4
fraga-4 | 1.1=done | -
fraga-5 | 1.1-4=done | 1.5
fraga-5 | 1.1-5=done | -
fraga-6 | 1.1-5=done | 1.6
fraga-6 | 1.1-6=done | -
tala-om-olikheten | 2.3=yes // 2.3=no | 2.3
tala-om-olikheten | 2.3=yes // 2.3=yes | -
fraga-de-berorda | 2.7=no 2.8=dont_know 2.6=no // 2.7=partly 2.8=dont_know 2.6=no | 2.7 2.8
fraga-de-berorda | 2.6=no 2.9=yes // 2.6=no 2.9=no | -
nasta-varv | 1.1=under_way | 1.1 1.2 1.3 1.4 1.5 1.6
nasta-varv | 2.1=yes | -
""",
}  # fmt: skip

SENTENCES = {
    "nio-fragor": """
utan-svar | sv | 1.1-7=yes 1.8=no
Inte klart än: uppföljningen, det långa perspektivet.
inte-overens | sv | 1.2-3=partly
Ni är inte överens om målet och resurserna.
inte-overens | en | 1.2=partly
You do not agree on the goal.
fas | sv | 4b.1=phase5
Arbetets fas: 5. Stanna upp och ändra. Det som brukar glömmas: hela fasen.
mer-sammanhallet | sv | 3.1=loose 3b.1=true
För en mer sammanhållen form talar ett svårt problem. Ni har valt ett tillfälligt nätverk.
""",
    "styrgruppens-roll": """
niva | sv | 1.1.now=solve 1.1.wanted=lead
I dag ägnar ni er mest åt att lösa problem. Ni vill leda arbetet.
niva | en | 1.1.now=solve 1.1.wanted=lead
Today you mostly solve problems. You want to lead the work.
olika-i-dag | sv | 1.1.now=meet // 1.1.now=solve // 1.1.now=solve
Ni ser olika på var styrgruppen står i dag: träffas och informera (1), lösa problem (2).
roller | sv | 3.1-12=not_ours 3.1=does 3.2=does 3.3=does 3.4=does
Görs i dag: styra 3 av 3, stödja 1 av 6, lära 0 av 3.
fordela-rollerna | en | 3.4=should 3.9=should
Name who takes the roles that are missing: information centre, remover of obstacles.
""",
    "drivkrafter-och-nycklar": """
delade-drivkrafter | sv | 2.1=true 2.5=true // 2.1=true 2.5=true
Ni delar alla: svårt att få specialister, bästa möjliga service.
egna-drivkrafter | sv | 2.1=true 2.8=true // 2.1=true
Egna skäl att vara med: Part 1 (fler sorters jobb på orten).
olika-ord | en | 1.1=network // 1.1=joint // 1.1=network
You use different words for the same thing: network (Part 1, Part 3), a joint operation (Part 2).
resurser-saknas | sv | 3.10=no // 3.10=partly // 3.10=yes
Resurser som saknas eller är osäkra: arbetstid för stödfunktioner (hos 2 av 3).
lagg-in-resurser | sv | 3.10=no // 3.10=partly // 3.10=yes
Bestäm vem som lägger in det som saknas: arbetstid för stödfunktioner (hos 2 av 3).
olika-sorter | sv | 1b.1-2=mostly // 1b.1-2=not
Ni är oense om vilken sort er samverkan är: driftsinriktad, strategisk.
resurser-saknas | sv | 3.10=no
Resurser som saknas eller är osäkra: arbetstid för stödfunktioner.
""",
    "framgang-och-matt": """
olika-satt | sv | 5.1.1.what=Frånvaro 5.1.1.same=different 5.1.2.what=Jobb 5.1.2.same=different
Räknas på olika sätt hos parterna och går inte att jämföra än: Frånvaro, Jobb.
framgang-utan-matt | en | 1.1.systems=true 5.1.1.what=Jobs 5.1.1.kind=people
No measure shows what you want to be judged by: systems being changed.
utan-datum | sv | 5.1.1.what=Svar. 5.1.2.what=Ro.. 5.1.3.what=m.m.
Det är inte bestämt när ni följer upp: Svar, Ro, m.m.
olika-skal | sv | 2b.1.1.motive=own 2b.1.2.motive=ethical
Parterna är med av olika skäl: etiska, verksamhetens. Se till att måtten svarar mot alla.
""",
    "veven": """
varvet | sv | 1.1=done 1.2=missing << 1.1=missing
Varv 2, klara frågor: 1 av 6.
nytt-sedan-sist | en | 1.1=done 1.1.note=Nytta << 1.1=done
Changed otherwise since the last turn (2025-11-30): why you collaborate.
svarar-olika | sv | 2.3=yes 2.8=no // 2.3=no 2.8=yes
Ni svarar olika på: bilden av arbetsplatserna, att få höra vad det ledde till.
""",
    "isberget": """
jamnt | sv | 1.first=1 1b.first=1
Lika många vill börja i olika lager: det som syns, det som anas. Välj ett tillsammans.
flest-kort | sv | 1b.7=5 1c.5=5 voters=9
Det här har minst 5 av 9 valt: att ni vet för lite om varandra, gammal misstro.
gor-upp | en | 1c.2=6 voters=9
Book a talk about guarded territory, and somebody to lead it.
""",
    "ringens-vagval": """
avgor-parterna | sv | 1.1-2=need 2.1.large=true 2.2=active 3.1.role=true 3.2-3=open 5.1=network
Ta ställning till: kontakten med myndigheterna, fackets roll.
utan-datum | en | 2.2=many 5.1=project 5.1.review=May
Chosen without saying when you look at it again: many or active.
olika-satt | sv | 7.3.1.same=different 7.4.1.what=Trivsel 7.4.1.same=different
Räknas på olika sätt hos medlemmarna och går inte att jämföra än: sjukfrånvaron, Trivsel.
ingen-fragar | sv | 6.1.1.rule=LOU 6.1.2.rule=Rehab 6.1.2.who=Bo
Regler som ingen har fått i uppgift att fråga om: LOU.
""",
}


def read_sheets(key: str, text: str) -> list[Filled]:
    """Sheets as the tables write them: one of all together, or one for each party."""
    sheets = text.split(" // ")
    filled = []
    for number, sheet in enumerate(sheets, 1):
        values = {}
        for given in sheet.split():
            field, value = given.split("=")
            step, _, numbers = field.rpartition(".")
            first, _, last = numbers.partition("-")
            fields = [f"{step}.{n}" for n in range(int(first), int(last) + 1)] if last else [field]
            values |= {f"{key}.{each}": value for each in fields}
        filled.append(Filled(f"Part {number}" if len(sheets) > 1 else "", values))
    return filled


def read_turn(key: str, text: str) -> tuple[tuple[Filled, ...], Turn]:
    now, _, before = text.partition(" << ")
    day = date(2025, 11, 30)
    turn = Turn(2, day, tuple(read_sheets(key, before)), str(day)) if before else Turn()
    return tuple(read_sheets(key, now)), turn


def fill(key: str, text: str, language: str = "sv") -> Outcome:
    tool = localise_tool(read_tools()[key], language)
    return evaluate(tool, RULES[key], *read_turn(key, text))


def read_rows(key: str) -> list[list[str]]:
    lines = TABLES.get(key, "").strip().splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def read_sentences(key: str) -> list[tuple[str, str, str, str]]:
    lines = SENTENCES.get(key, "").strip().splitlines()
    heads = [[cell.strip() for cell in line.split("|")] for line in lines[::2]]
    return [(*head, text) for head, text in zip(heads, lines[1::2], strict=True)]


@pytest.mark.parametrize(
    ("key", "code", "sheets", "rests"), [(key, *row) for key in TABLES for row in read_rows(key)]
)
def test_a_sentence_is_said_when_its_rule_holds_and_says_what_it_rests_on(key, code, sheets, rests):
    found = RULES[key][code](Sheets(read_tools()[key], *read_turn(key, sheets)))
    expected = None if rests == "-" else tuple(f"{key}.{item}" for item in rests.split())
    assert (found and found.because) == expected


@pytest.mark.parametrize("key", RULES)
def test_every_sentence_has_a_rule_and_every_rule_a_sentence(key):
    tool = read_tools()[key]
    said = [each.code for each in (*tool.remarks, *tool.proposals)]
    assert sorted(said) == sorted(RULES[key])


@pytest.mark.parametrize("key", TABLES)
def test_every_rule_is_tried_both_when_it_holds_and_when_it_does_not(key):
    tried = {(code, rests == "-") for code, _sheets, rests in read_rows(key)}
    assert tried == {(code, is_silent) for code in RULES[key] for is_silent in (True, False)}


@pytest.mark.parametrize("key", RULES)
def test_rules_say_the_same_of_the_rest_when_what_they_do_not_name_is_taken_away(key):
    """Staff may take away all but what `NAMED` says (tests/test_tool_editor.py)."""
    tool, named = read_tools()[key], find_named(key)
    there = {*tool.items, *(o.code for i in tool.items.values() for o in (*i.options, *i.columns))}
    there |= {o.code for i in tool.items.values() for c in i.columns for o in c.options}
    assert set(named) <= there
    steps = [replace(s, items=tuple(i for i in s.items if i.code in named)) for s in tool.steps]
    less = replace(tool, steps=tuple(steps))
    for code, given, rests in read_rows(key):
        sheets, turn = read_turn(key, given)
        found = RULES[key][code](Sheets(less, sheets, turn))
        because = found.because if found else ()
        assert set(because) <= set(less.items), (code, given)
        fields = [name for filled in sheets for name in filled.values]
        if all(any(f"{name}.".startswith(f"{c}.") for c in less.items) for name in fields):
            kept = tuple(f"{key}.{c}" for c in rests.split() if f"{key}.{c}" in less.items)
            assert because == kept, (code, given)


@pytest.mark.parametrize("key", RULES)
def test_nothing_is_said_where_nothing_has_been_filled_in(key):
    outcome = fill(key, "")
    assert (outcome.remarks, outcome.proposals, outcome.differences) == ((), (), ())


@pytest.mark.parametrize(
    ("key", "code", "language", "sheets", "text"),
    [(key, *row) for key in SENTENCES for row in read_sentences(key)],
)
def test_a_sentence_reads_as_if_somebody_had_written_it(key, code, language, sheets, text):
    tool = localise_tool(read_tools()[key], language)
    outcome, filled = fill(key, sheets, language), read_turn(key, sheets)[0]
    blocks = put_in_words(tool, read_tool_words(), filled, outcome)["blocks"]
    proposed = [each["text"] for block in blocks for each in block.get("proposals", ())]
    assert text in [*proposed, *(each for block in blocks for each in block.get("texts", ()))]
