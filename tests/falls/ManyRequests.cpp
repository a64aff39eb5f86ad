#include "falls/ManyRequests.h"

#include "crypto/Dpop.h"
#include "crypto/Random.h"
#include "wire/Session.h"

#include <algorithm>
#include <chrono>

#include <curl/curl.h>

namespace countersign::falls {

namespace {

constexpr long patienceSeconds = 30;
constexpr std::string_view nonceField = "dpop-nonce: ";

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into)
{
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

struct ManyRequests::Call
{
    CURL* handle = curl_easy_init();
    curl_slist* fields = nullptr;
    std::string body;
    std::string head;
    std::string content;

    Call() = default;
    ~Call()
    {
        curl_easy_cleanup(handle);
        curl_slist_free_all(fields);
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    void add(const std::string& field) { fields = curl_slist_append(fields, field.c_str()); }
};

ManyRequests::ManyRequests(const e2e::Trial& trial, const e2e::TrialPerson& person, Secret code)
    : m_origin(trial.profile().url.toString().toStdString()),
      m_caFile((trial.folder() + QStringLiteral("/ca.pem")).toStdString()),
      m_device(crypto::SigningKey::generate())
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    wire::SignIn who;
    who.name = person.name().toStdString();
    who.password = person.password();
    std::ignore = post("/v1/session", "{}"); // for a nonce
    const auto begun = e2e::must(wire::decode<wire::SignInAnswer>(post("/v1/session", wire::encode(who))));
    wire::SecondFactor factor;
    factor.pending = begun.pending;
    factor.code = std::move(code);
    const auto grant =
        e2e::must(wire::decode<wire::SessionGrant>(post("/v1/session/totp", wire::encode(factor))));
    m_token = std::string(grant.accessToken.revealText());
}

ManyRequests::~ManyRequests() = default;

std::unique_ptr<ManyRequests::Call> ManyRequests::call(const std::string& path, std::string body) const
{
    auto made = std::make_unique<Call>();
    made->body = std::move(body);
    crypto::DpopClaims claims;
    claims.jti = crypto::randomIdText("");
    claims.htm = "POST";
    claims.htu = m_origin + path;
    claims.iat =
        std::chrono::duration_cast<std::chrono::seconds>(SystemClock().now().time_since_epoch()).count();
    claims.nonce = m_nonce;
    if (!m_token.empty()) {
        claims.ath = crypto::dpopTokenHash(m_token);
        made->add("Authorization: DPoP " + m_token);
    }
    made->add("DPoP: " + crypto::makeDpopProof(claims, m_device));
    made->add("Content-Type: application/json");
    auto* handle = made->handle;
    curl_easy_setopt(handle, CURLOPT_URL, claims.htu.c_str());
    curl_easy_setopt(handle, CURLOPT_CAINFO, m_caFile.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, made->fields);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, made->body.c_str());
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &made->head);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &made->content);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, patienceSeconds);
    return made;
}

std::string ManyRequests::post(const std::string& path, const std::string& body)
{
    const auto one = call(path, body);
    if (curl_easy_perform(one->handle) != CURLE_OK)
        throw std::runtime_error("no answer to " + path);
    const auto head = lower(one->head);
    if (const auto at = head.find(nonceField); at != std::string::npos) {
        const auto begin = at + nonceField.size();
        m_nonce = one->head.substr(begin, one->head.find('\r', begin) - begin);
    }
    return one->content;
}

std::vector<ManyRequests::Answer> ManyRequests::ask(int count, const std::function<void(int)>& answered)
{
    std::vector<std::unique_ptr<Call>> calls;
    auto* many = curl_multi_init();
    for (int i = 0; i < count; ++i) {
        calls.push_back(call("/v1/people", "{}"));
        curl_multi_add_handle(many, calls.back()->handle);
    }
    std::map<CURL*, CURLcode> ended;
    int running = count;
    while (running > 0) {
        curl_multi_perform(many, &running);
        int left = 0;
        while (const auto* message = curl_multi_info_read(many, &left)) {
            ended[message->easy_handle] = message->data.result;
            if (message->data.result == CURLE_OK)
                answered(static_cast<int>(std::count_if(
                    ended.begin(), ended.end(), [](const auto& one) { return one.second == CURLE_OK; })));
        }
        if (running > 0)
            curl_multi_poll(many, nullptr, 0, 100, nullptr);
    }
    std::vector<Answer> answers;
    for (const auto& one : calls) {
        Answer answer;
        curl_easy_getinfo(one->handle, CURLINFO_RESPONSE_CODE, &answer.status);
        answer.whole = answer.status == 0 || ended[one->handle] == CURLE_OK;
        answer.body = one->content;
        answers.push_back(std::move(answer));
        curl_multi_remove_handle(many, one->handle);
    }
    curl_multi_cleanup(many);
    return answers;
}

} // namespace countersign::falls
