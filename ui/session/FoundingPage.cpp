#include "ui/session/FoundingPage.h"

#include "client/PersonNames.h"
#include "client/Strings.h"
#include "ui/shell/Sentences.h"
#include "ui/shell/Wording.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCheckBox>
#include <QCoro/QCoroTask>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int lookAgainMs = 3000;
constexpr int foundingWidth = 620;
constexpr int payloadLines = 10;
} // namespace

FoundingPage::FoundingPage(client::Client& client, QWidget* parent)
    : Step(tr("Found this server"), client.connection().profile().environment, QStringLiteral("foundingPage"),
           parent),
      m_client(client),
      m_text(addText({}, false)),
      m_admins(new FactGrid),
      m_root(new FactGrid),
      m_payload(new QPlainTextEdit),
      m_exact(makeButton(tr("Show the exact text"), ButtonKind::Link, QStringLiteral("foundingExact"))),
      m_compared(
          new QCheckBox(tr("I have compared the thumbprints with the other admin, by voice or in person"))),
      m_code(new CodeField),
      m_sign(makeButton(tr("Sign the root"), ButtonKind::Primary, QStringLiteral("foundingSign"))),
      m_continue(makeButton(tr("Continue"), ButtonKind::Plain, QStringLiteral("foundingContinue")))
{
    setFixedWidth(foundingWidth);
    m_text->setObjectName(QStringLiteral("foundingText"));
    m_payload->setObjectName(QStringLiteral("foundingPayload"));
    m_payload->setAccessibleName(tr("The root as it is signed"));
    m_payload->setReadOnly(true);
    m_payload->setFixedHeight(m_payload->fontMetrics().lineSpacing() * payloadLines);
    m_payload->hide();
    m_compared->setObjectName(QStringLiteral("foundingCompared"));
    m_code->setObjectName(QStringLiteral("foundingCode"));
    m_code->setAccessibleName(tr("Code from your authenticator"));
    body()->addWidget(sectionTitle(tr("Admins")));
    body()->addWidget(m_admins);
    body()->addWidget(sectionTitle(tr("The root that is signed")));
    body()->addWidget(m_root);
    body()->addWidget(m_exact, 0, Qt::AlignLeft);
    body()->addWidget(m_payload);
    body()->addWidget(m_compared);

    auto* right = new QHBoxLayout;
    right->addStretch();
    right->addWidget(m_code);
    body()->addLayout(right);
    addButtons(m_continue, m_sign);

    connect(m_exact, &QPushButton::clicked, this, [this] { m_payload->setVisible(!m_payload->isVisible()); });
    connect(m_compared, &QCheckBox::toggled, this, &FoundingPage::updateMain);
    connect(m_code, &QLineEdit::textChanged, this, &FoundingPage::updateMain);
    pressOnEnter(m_code, m_sign);
    connect(m_sign, &QPushButton::clicked, this, &FoundingPage::sign);
    connect(m_continue, &QPushButton::clicked, this, &FoundingPage::done);
    m_again.setInterval(lookAgainMs);
    connect(&m_again, &QTimer::timeout, this, &FoundingPage::load);
    updateParts();
}

void FoundingPage::begin()
{
    m_view.reset();
    m_signed.reset();
    m_mine = m_founded = m_replaced = false;
    m_compared->setChecked(false);
    m_code->clear();
    say(tr("Looking who has enrolled…"), Tone::Neutral);
    updateParts();
    load();
}

void FoundingPage::end()
{
    m_again.stop();
}

void FoundingPage::takeFocus()
{
    if (m_code->isVisible())
        m_compared->setFocus();
    else
        m_continue->setFocus();
}

bool FoundingPage::ready() const
{
    return m_view && m_mine && m_view->ready && m_view->mySignatureMissing && m_compared->isChecked() &&
           m_code->isComplete();
}

void FoundingPage::load()
{
    if (busy())
        return;
    QCoro::connect(m_client.founding().load(), this, [this](const Result<client::Founding::View>& view) {
        if (busy())
            return; // a signature is on its way; its answer is newer
        if (view)
            showView(*view);
        else if (view.error().code == ErrorCode::NotFound)
            founded(view.error());
        else
            fail(view.error());
    });
}

void FoundingPage::founded(const Error& error)
{
    end();
    auto& connection = m_client.connection();
    connection.rereadRoot();
    if (!connection.profile().root && m_signed)
        if (const auto pinned = connection.pinRoot(*m_signed); !pinned)
            return fail(pinned.error());
    m_founded = connection.profile().root.has_value();
    if (m_founded)
        say(tr("This server is founded and its root is pinned here."), Tone::Ok);
    else
        say(tr("%1 This server is founded, but this console's profile names no root. Ask an admin for the "
               "profile that does; until then "
               "nothing here can be checked.")
                .arg(sentence(error)),
            Tone::Bad);
    updateParts();
}

void FoundingPage::showView(const client::Founding::View& view)
{
    const bool changed = !m_view || m_view->digest != view.digest || m_view->complete != view.complete;
    if (m_view && m_view->digest != view.digest) {
        m_compared->setChecked(false); // what was compared is not what stands here now
        m_replaced = m_view->ready && view.ready && view.mySignatureMissing;
    }
    m_view = view;
    m_mine = std::any_of(view.admins.begin(), view.admins.end(), [](const auto& admin) { return admin.me; });
    if (m_mine && !view.mySignatureMissing)
        m_signed = view.digest;
    addFacts(view);
    if (view.complete)
        founded({ErrorCode::RootMissing, {}});
    else if (!view.ready)
        say(tr("Waits until every admin has enrolled. This page looks by itself."), Tone::Neutral);
    else if (m_mine && !view.mySignatureMissing)
        say(tr("You have signed. Waits for the other admin; this page looks by itself."), Tone::Ok);
    else if (m_replaced)
        say(tr("The other admin's root came first and stands here now, instead of what you saw before. "
               "Compare the thumbprints again, then sign this one."),
            Tone::Warn);
    else
        say({}, Tone::Neutral);
    if (!view.complete)
        m_again.start();
    updateParts();
    if (changed)
        takeFocus();
}

void FoundingPage::addFacts(const client::Founding::View& view)
{
    m_admins->clear();
    for (const auto& admin : view.admins) {
        auto* cell = new QWidget;
        auto* line = new QHBoxLayout(cell);
        line->setContentsMargins(0, 0, 0, 0);
        const auto print = admin.thumbprint ? client::shownText(admin.thumbprint->text()) : QString();
        auto* label = textLabel(print.isEmpty() ? QStringLiteral("—") : grouped(print));
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setObjectName(QStringLiteral("foundingThumbprint-") + client::shownText(admin.person.text()));
        label->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        label->setWordWrap(true);
        auto* state = new Chip;
        if (!admin.thumbprint)
            state->set(tr("not enrolled yet"), Tone::Warn);
        else if (admin.signedRoot)
            state->set(tr("signed"), Tone::Ok);
        else
            state->set(tr("has not signed"), Tone::Neutral);
        line->addWidget(label, 1);
        line->addWidget(state);
        // By the id, too: it is what the root names, and two people may be called alike.
        const auto name = client::withId(admin.name, admin.person);
        m_admins->add(admin.me ? tr("%1 (you)").arg(name) : name, cell);
    }
    m_root->clear();
    if (!view.ready)
        return;
    const auto& root = view.root;
    m_root->add(tr("Server"), tr("%1 · %2").arg(client::shownText(root.serverName),
                                                environmentText(client::shownText(root.environment))));
    m_root->add(tr("Server key"), new DigestLabel(client::shownText(root.serverKey.thumbprint().text())));
    m_root->add(tr("Later roots"), tr("%n admin(s) together", nullptr, root.threshold));
    m_root->add(tr("Approvals"), tr("%1 at each gate, %2 where sensitivity is high")
                                     .arg(root.policy.approvalsStandard)
                                     .arg(root.policy.approvalsHigh));
    m_root->add(tr("New keys"), tr("%n admin(s) endorse", nullptr, root.policy.endorsements));
    m_root->add(tr("Exports end"),
                tr("%n day(s) after the request at the latest", nullptr, root.policy.retentionDays));
    auto* digest = new DigestLabel(client::shownText(view.digest.text()));
    digest->setObjectName(QStringLiteral("foundingDigest"));
    m_root->add(tr("Digest"), digest);
    m_payload->setPlainText(readablePayload(view.payload));
}

void FoundingPage::updateParts()
{
    const bool signing =
        m_view && m_mine && m_view->ready && m_view->mySignatureMissing && !m_view->complete && !m_founded;
    m_text->setText(signing || !m_founded ? tr("Nothing here is trusted yet. Its admins sign the root: who "
                                               "they are, the server's key and the policy. Read the "
                                               "thumbprints to one another before you sign.")
                                          : tr("The root is signed by all its admins."));
    m_compared->setVisible(signing);
    m_code->setVisible(signing);
    m_sign->setVisible(signing);
    m_exact->setVisible(m_view && m_view->ready);
    m_continue->setText(m_founded ? tr("Continue") : tr("Go on without"));
    updateMain();
}

void FoundingPage::sign()
{
    if (busy() || !ready())
        return;
    const auto digits = m_code->digits().toStdString();
    const auto digest = m_view->digest;
    m_code->clear();
    setBusy(true);
    say(tr("Signing…"), Tone::Neutral);
    QCoro::connect(m_client.founding().sign(digest, Secret(std::string_view(digits))), this,
                   [this](const Result<client::Founding::View>& view) {
                       setBusy(false);
                       if (view) {
                           showView(*view);
                           return;
                       }
                       fail(view.error());
                       if (view.error().code == ErrorCode::Conflict)
                           load(); // the other admin's proposal, which came first
                       else
                           m_code->setFocus();
                   });
}

} // namespace countersign::ui
