<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ChainStatements</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
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
    <message numerus="yes">
        <source>%1: %2 of %n approval(s)</source>
        <translation>
            <numerusform>%1: %2 of %n approval</numerusform>
            <numerusform>%1: %2 of %n approvals</numerusform>
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
    <message numerus="yes">
        <source>%1 resource(s)</source>
        <translation>
            <numerusform>%1 resource</numerusform>
            <numerusform>%1 resources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 file(s)</source>
        <translation>
            <numerusform>%1 of %2 file</numerusform>
            <numerusform>%1 of %2 files</numerusform>
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
    <name>countersign::ui::ChainPicture</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s)</source>
        <translation>
            <numerusform>%n statement</numerusform>
            <numerusform>%n statements</numerusform>
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
    <name>countersign::ui::DoubtWords</name>
    <message numerus="yes">
        <source>%Ln entry(s)</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n export(s)</source>
        <translation>
            <numerusform>%n export</numerusform>
            <numerusform>%n exports</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were fetched</source>
        <translation>
            <numerusform>%n file was fetched</numerusform>
            <numerusform>%n files were fetched</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were fetched by %1</source>
        <translation>
            <numerusform>%n file was fetched by %1</numerusform>
            <numerusform>%n files were fetched by %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::DownloadsPage</name>
    <message numerus="yes">
        <source>%n opening(s) not yet in the server&apos;s log, as far as this console can tell. Each is kept, and told again at each sign-in and whenever this page is opened; tell your compliance officer if this stays.</source>
        <translation>
            <numerusform>%n opening is not yet in the server&apos;s log, as far as this console can tell. It is kept, and told again at each sign-in and whenever this page is opened; tell your compliance officer if this stays.</numerusform>
            <numerusform>%n openings are not yet in the server&apos;s log, as far as this console can tell. They are kept, and told again at each sign-in and whenever this page is opened; tell your compliance officer if this stays.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::EncryptionKeys</name>
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
    <name>countersign::ui::EvidenceWords</name>
    <message numerus="yes">
        <source>What the signers of %n statement(s) had seen of both logs is the beginning of these.</source>
        <translation>
            <numerusform>What the signers of %n statement had seen of both logs is the beginning of these.</numerusform>
            <numerusform>What the signers of %n statements had seen of both logs is the beginning of these.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s) of this export stand in the audit log, the last of %1; by %2.</source>
        <translation>
            <numerusform>%n entry of this export stands in the audit log, the last of %1; by %2.</numerusform>
            <numerusform>%n entries of this export stand in the audit log, the last of %1; by %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is approved: %2 of %n approval(s) that policy %3 asks for.</source>
        <translation>
            <numerusform>%1 is approved: %2 of %n approval that policy %3 asks for.</numerusform>
            <numerusform>%1 is approved: %2 of %n approvals that policy %3 asks for.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is not shown to be approved: %2 of %n approval(s) that policy %3 asks for.</source>
        <translation>
            <numerusform>%1 is not shown to be approved: %2 of %n approval that policy %3 asks for.</numerusform>
            <numerusform>%1 is not shown to be approved: %2 of %n approvals that policy %3 asks for.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server released %n file(s) (trust log %1, %2) to %3, each for %4 at most.</source>
        <translation>
            <numerusform>The server released %n file (trust log %1, %2) to %3, each for %4 at most.</numerusform>
            <numerusform>The server released %n files (trust log %1, %2) to %3, each for %4 at most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n download(s)</source>
        <translation>
            <numerusform>%n download</numerusform>
            <numerusform>%n downloads</numerusform>
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
    <name>countersign::ui::KeyActionCard</name>
    <message numerus="yes">
        <source>%n export(s) that you see rest on it: they end, and their files are destroyed.</source>
        <translation>
            <numerusform>%n export that you see rests on it: it ends, and its files are destroyed.</numerusform>
            <numerusform>%n exports that you see rest on it: they end, and their files are destroyed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n further key(s) that it vouched for since then end with it.</source>
        <translation>
            <numerusform>%n further key that it vouched for since then ends with it.</numerusform>
            <numerusform>%n further keys that it vouched for since then end with it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) that it made as an admin since then stay in force: look at each under People.</source>
        <translation>
            <numerusform>%n decision that it made as an admin since then stays in force: look at it under People.</numerusform>
            <numerusform>%n decisions that it made as an admin since then stay in force: look at each under People.</numerusform>
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
</context>
<context>
    <name>countersign::ui::MatterWords</name>
    <message numerus="yes">
        <source>waits for %n more admin(s)</source>
        <translation>
            <numerusform>waits for %n more admin</numerusform>
            <numerusform>waits for %n more admins</numerusform>
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
        <source>%n people chosen</source>
        <translation>
            <numerusform>%n person chosen</numerusform>
            <numerusform>%n people chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::PolicyForm</name>
    <message numerus="yes">
        <source>Becomes policy %1 of %2 once %n other admin(s) countersigned. Exports asked for before keep the policy of then.</source>
        <translation>
            <numerusform>Becomes policy %1 of %2 once %n other admin countersigned. Exports asked for before keep the policy of then.</numerusform>
            <numerusform>Becomes policy %1 of %2 once %n other admins countersigned. Exports asked for before keep the policy of then.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::PolicyWords</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
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
    <name>countersign::ui::RecoveryCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and one more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::RetrievalCard</name>
    <message numerus="yes">
        <source>All files are here and checked, but the server&apos;s log does not hold the receipts of %n of them as far as this console can tell. They are looked for again at each sign-in; tell your compliance officer if this stays.</source>
        <translation>
            <numerusform>All files are here and checked, but the server&apos;s log does not hold the receipt of %n of them as far as this console can tell. It is looked for again at each sign-in; tell your compliance officer if this stays.</numerusform>
            <numerusform>All files are here and checked, but the server&apos;s log does not hold the receipts of %n of them as far as this console can tell. They are looked for again at each sign-in; tell your compliance officer if this stays.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::SealedCard</name>
    <message numerus="yes">
        <source>%n file(s) in %1. Each opening takes a code and is told to the server.</source>
        <translation>
            <numerusform>%n file in %1. Each opening takes a code and is told to the server.</numerusform>
            <numerusform>%n files in %1. Each opening takes a code and is told to the server.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Open %n file(s)</source>
        <translation>
            <numerusform>Open %n file</numerusform>
            <numerusform>Open %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) opened and checked against what was released. They now lie readable in %1; the sealed ones stay.</source>
        <translation>
            <numerusform>%n file opened and checked against what was released. It now lies readable in %1; the sealed one stays.</numerusform>
            <numerusform>%n files opened and checked against what was released. They now lie readable in %1; the sealed ones stay.</numerusform>
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
    <name>countersign::ui::SigningKeyCard</name>
    <message numerus="yes">
        <source>your word, then one admin; without it, %n admin(s)</source>
        <translation>
            <numerusform>your word, then one admin; without it, %n admin</numerusform>
            <numerusform>your word, then one admin; without it, %n admins</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n admin(s)</source>
        <translation>
            <numerusform>%n admin</numerusform>
            <numerusform>%n admins</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::TrailDocument</name>
    <message numerus="yes">
        <source>%n more finding(s) were counted and are not listed.</source>
        <translation>
            <numerusform>%n more finding was counted and is not listed.</numerusform>
            <numerusform>%n more findings were counted and are not listed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>countersign::ui::TrailWords</name>
    <message numerus="yes">
        <source>The trail does not hold: %n finding(s) contradict the rules. Save the report, and find out what happened before you rely on this log.</source>
        <translation>
            <numerusform>The trail does not hold: %n finding contradicts the rules. Save the report, and find out what happened before you rely on this log.</numerusform>
            <numerusform>The trail does not hold: %n findings contradict the rules. Save the report, and find out what happened before you rely on this log.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing that was checked contradicts the rules, but %n thing(s) could not be checked. They are listed below.</source>
        <translation>
            <numerusform>Nothing that was checked contradicts the rules, but %n thing could not be checked. It is listed below.</numerusform>
            <numerusform>Nothing that was checked contradicts the rules, but %n things could not be checked. They are listed below.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) that could not be had were not checked, and count for nothing.</source>
        <translation>
            <numerusform>%n thing that could not be had was not checked, and counts for nothing.</numerusform>
            <numerusform>%n things that could not be had were not checked, and count for nothing.</numerusform>
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
