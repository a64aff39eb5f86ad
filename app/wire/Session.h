#pragma once

#include "wire/Codec.h"

/// Sign-in, enrolment and renewal (protocols.md §1). Each call carries a DPoP proof (RFC 9449).
namespace countersign::wire {

/// `POST /v1/session`. For somebody not yet enrolled the password is the one-time enrolment code.
struct SignIn
{
    std::string name;
    Secret password;
};
template <typename V>
void fields(V& v, SignIn& m)
{
    v("name", m.name);
    v("password", m.password);
}

/// The same for an unknown name or a wrong password: only the code tells.
struct SignInAnswer
{
    std::string next; ///< `totp` or `enrol`; travels as `continue`
    std::string pending;
};
template <typename V>
void fields(V& v, SignInAnswer& m)
{
    v("continue", m.next);
    v("pending", m.pending);
}

/// `POST /v1/session/totp`: six digits, or a recovery code.
struct SecondFactor
{
    std::string pending;
    Secret code;
};
template <typename V>
void fields(V& v, SecondFactor& m)
{
    v("pending", m.pending);
    v("code", m.code);
}

/// `POST /v1/session/enrol/begin`
struct EnrolBegin
{
    std::string pending;
};
template <typename V>
void fields(V& v, EnrolBegin& m)
{
    v("pending", m.pending);
}

struct EnrolOffer
{
    PersonId person;
    std::string name;        ///< as the person is shown
    Secret secret;           ///< base32
    Secret uri;              ///< otpauth://totp/…
    std::vector<Role> roles; ///< that the person was invited for
    ServerId server;
};
template <typename V>
void fields(V& v, EnrolOffer& m)
{
    v("person", m.person);
    v("name", m.name);
    v("secret", m.secret);
    v("uri", m.uri);
    v("roles", m.roles);
    v("server", m.server);
}

/// `POST /v1/session/enrol/finish`: password, proof of one code and key registration, all or nothing.
struct EnrolFinish
{
    std::string pending;
    Secret password;
    Secret code;
    crypto::Jws registration;
};
template <typename V>
void fields(V& v, EnrolFinish& m)
{
    v("pending", m.pending);
    v("password", m.password);
    v("code", m.code);
    v("registration", m.registration);
}

struct Me
{
    PersonId person;
    std::string name;
    std::vector<Role> roles; ///< in force, by the server's word; the console checks them in the trust log
    bool keyEndorsed = false;
    ServerId server;
    std::string serverName;
    std::string environment;
    bool founded = false; ///< there is a root
};
template <typename V>
void fields(V& v, Me& m)
{
    v("person", m.person);
    v("name", m.name);
    v("roles", m.roles);
    v("keyEndorsed", m.keyEndorsed);
    v("server", m.server);
    v("serverName", m.serverName);
    v("environment", m.environment);
    v("founded", m.founded);
}

/// The answer to a code, to enrolment and to renewal.
struct SessionGrant
{
    Secret accessToken;
    Secret refreshToken;
    int expiresIn = 0;   ///< seconds, of the access token
    int idleSeconds = 0; ///< until the server ends an idle session
    Time ends;           ///< of the whole session
    Me me;
    std::vector<std::string> recoveryCodes; ///< after enrolment alone
};
template <typename V>
void fields(V& v, SessionGrant& m)
{
    v("accessToken", m.accessToken);
    v("refreshToken", m.refreshToken);
    v("expiresIn", m.expiresIn);
    v("idleSeconds", m.idleSeconds);
    v("ends", m.ends);
    v("me", m.me);
    v("recoveryCodes", m.recoveryCodes);
}

/// `POST /v1/session/refresh`
struct Refresh
{
    Secret refreshToken;
};
template <typename V>
void fields(V& v, Refresh& m)
{
    v("refreshToken", m.refreshToken);
}

/// RFC 9457, with our stable code and the log id of the failure.
struct Problem
{
    std::string type = "about:blank";
    std::string title;
    int status = 500;
    std::string code;
    std::optional<std::string> incident;
};
template <typename V>
void fields(V& v, Problem& m)
{
    v("type", m.type);
    v("title", m.title);
    v("status", m.status);
    v("code", m.code);
    v("incident", m.incident);
}

} // namespace countersign::wire
