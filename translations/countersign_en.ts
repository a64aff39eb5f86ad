<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Overview</name>
    <message numerus="yes">
        <source>%n type(s)</source>
        <translation>
            <numerusform>%n type</numerusform>
            <numerusform>%n types</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>People: %n change(s) to countersign</source>
        <translation>
            <numerusform>People: %n change to countersign</numerusform>
            <numerusform>People: %n changes to countersign</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) wait for you.</source>
        <translation>
            <numerusform>One thing waits for you.</numerusform>
            <numerusform>%n things wait for you.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message numerus="yes">
        <source>%n type(s)</source>
        <translation>
            <numerusform>%n type</numerusform>
            <numerusform>%n types</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::AnsweredCard</name>
    <message numerus="yes">
        <source>%1 · %n time(s) each, until %2</source>
        <translation>
            <numerusform>%1 · once each, until %2</numerusform>
            <numerusform>%1 · %n times each, until %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::AuditPage</name>
    <message numerus="yes">
        <source>%n entry(s) not proved</source>
        <translation>
            <numerusform>%n entry not proved</numerusform>
            <numerusform>%n entries not proved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s), every one proved</source>
        <translation>
            <numerusform>%n entry, every one proved</numerusform>
            <numerusform>%n entries, every one proved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::BeginDownload</name>
    <message numerus="yes">
        <source>%n file(s) · %1 · until %2</source>
        <translation>
            <numerusform>%n file · %1 · until %2</numerusform>
            <numerusform>%n files · %1 · until %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::DecisionCard</name>
    <message numerus="yes">
        <source>Signs sha256 &lt;code&gt;%1&lt;/code&gt; on %2. Policy %3 asks for %n approval(s) here.</source>
        <translation>
            <numerusform>Signs sha256 &lt;code&gt;%1&lt;/code&gt; on %2. Policy %3 asks for %n approval here.</numerusform>
            <numerusform>Signs sha256 &lt;code&gt;%1&lt;/code&gt; on %2. Policy %3 asks for %n approvals here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::FooterBar</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::FoundingPage</name>
    <message numerus="yes">
        <source>%n admin(s) together</source>
        <translation>
            <numerusform>%n admin together</numerusform>
            <numerusform>%n admins together</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n admin(s) endorse</source>
        <translation>
            <numerusform>%n admin endorses</numerusform>
            <numerusform>%n admins endorse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) after the request at the latest</source>
        <translation>
            <numerusform>%n day after the request at the latest</numerusform>
            <numerusform>%n days after the request at the latest</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::HealthCard</name>
    <message numerus="yes">
        <source>%n due for rotation</source>
        <translation>
            <numerusform>%n due for rotation</numerusform>
            <numerusform>%n due for rotation</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::KeysPage</name>
    <message numerus="yes">
        <source>rotate in %n day(s)</source>
        <translation>
            <numerusform>rotate in %n day</numerusform>
            <numerusform>rotate in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rotation(s) due</source>
        <translation>
            <numerusform>%n rotation due</numerusform>
            <numerusform>%n rotations due</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::NewRequest</name>
    <message numerus="yes">
        <source>%n thing(s) to mend</source>
        <translation>
            <numerusform>%n thing to mend</numerusform>
            <numerusform>%n things to mend</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::PayloadCard</name>
    <message numerus="yes">
        <source>Show all %n line(s)</source>
        <translation>
            <numerusform>Show all %n line</numerusform>
            <numerusform>Show all %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::PeoplePage</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::PersonCard</name>
    <message numerus="yes">
        <source>waits for %n more admin(s)</source>
        <translation>
            <numerusform>waits for %n more admin</numerusform>
            <numerusform>waits for %n more admins</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people chosen</source>
        <translation>
            <numerusform>%n person chosen</numerusform>
            <numerusform>%n people chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::RailButton</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::SignalsCard</name>
    <message numerus="yes">
        <source>%n earlier request(s) by this person.</source>
        <translation>
            <numerusform>%n earlier request by this person.</numerusform>
            <numerusform>%n earlier requests by this person.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::WaitingCard</name>
    <message numerus="yes">
        <source>Read %n more before you sign</source>
        <translation>
            <numerusform>Read %n more before you sign</numerusform>
            <numerusform>Read %n more before you sign</numerusform>
        </translation>
    </message>
</context>
</TS>
