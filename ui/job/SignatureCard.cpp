#include "ui/job/SignatureCard.h"

#include "client/Strings.h"
#include "ui/job/ChainWords.h"
#include "ui/shell/Sentences.h"

#include <QVBoxLayout>

namespace countersign::ui {

SignatureCard::SignatureCard(const QString& title, QWidget* parent)
    : Card(title, parent), m_facts(new FactGrid)
{
    body()->addWidget(m_facts);
}

void SignatureCard::set(const client::SignatureView& signature, Time now, bool logHolds)
{
    m_facts->clear();
    m_facts->add(tr("Signed by"),
                 tr("%1 · %2", "person · time").arg(signature.personName, whenText(signature.entered, now)));
    m_facts->add(tr("Key"), new DigestLabel(client::shownText(signature.key.text())));
    QString through = tr("nobody yet");
    if (signature.person.text() == "server")
        through = tr("the root (server key)");
    else if (signature.rootKey)
        through = tr("the root (admin key)");
    else if (!signature.endorsers.isEmpty())
        through = listText(signature.endorsers);
    m_facts->add(tr("Trusted through"), through);
    auto* check = new Chip;
    check->setObjectName(QStringLiteral("signatureCheck"));
    if (!logHolds)
        check->set(tr("not verified: the log is broken"), Tone::Bad);
    else if (signature.fault)
        check->set(tr("does not hold"), Tone::Bad);
    else if (signature.trustIndex)
        check->set(tr("checked here · trust log %1").arg(countText(*signature.trustIndex)), Tone::Ok);
    else
        check->set(tr("not in the log"), Tone::Bad);
    m_facts->add(tr("Check"), check);
    if (signature.fault)
        m_facts->add(tr("Why"), signatureSentence(signature));
}

} // namespace countersign::ui
