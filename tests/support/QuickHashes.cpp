#include <sodium.h>

/// Argon2id at its least cost, in the place of libsodium's own functions: a program that holds this unit
/// checks the same passwords by the same code, and spends its time on what it tests. Hashes name their cost,
/// so that such as were made at the real one still hold here.
extern "C" {

int crypto_pwhash_str(char* out, const char* password, unsigned long long length, unsigned long long, size_t)
{
    return crypto_pwhash_argon2id_str(out, password, length, crypto_pwhash_argon2id_OPSLIMIT_MIN,
                                      crypto_pwhash_argon2id_MEMLIMIT_MIN);
}

int crypto_pwhash(unsigned char* out, unsigned long long length, const char* passphrase,
                  unsigned long long passphraseLength, const unsigned char* salt, unsigned long long, size_t,
                  int algorithm)
{
    return crypto_pwhash_argon2id(out, length, passphrase, passphraseLength, salt,
                                  crypto_pwhash_argon2id_OPSLIMIT_MIN, crypto_pwhash_argon2id_MEMLIMIT_MIN,
                                  algorithm);
}
}
