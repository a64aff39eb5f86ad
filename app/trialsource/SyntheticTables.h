#pragma once

#include <array>
#include <string_view>

/// What synthetic people are called, what they have and what is measured on them. The codes are real, the
/// people are not.
namespace countersign::trialsource {

struct Coding
{
    std::string_view system;
    std::string_view code;
    std::string_view display;
};

struct Measurement
{
    std::string_view category; ///< observation-category
    Coding coding;
    std::string_view unit; ///< UCUM
    double low;
    double high;
    int decimals;
};

inline constexpr std::string_view loinc = "http://loinc.org";
inline constexpr std::string_view snomed = "http://snomed.info/sct";
inline constexpr std::string_view ucum = "http://unitsofmeasure.org";

inline constexpr std::array<std::string_view, 24> womensNames = {
    "Amara", "Beatriz", "Chiara", "Daria", "Eleni", "Freya", "Grace", "Hana",
    "Imani", "Jana",    "Keiko",  "Leila", "Mei",   "Nadia", "Olga",  "Priya",
    "Rosa",  "Sofia",   "Tereza", "Uma",   "Vera",  "Wanda", "Yara",  "Zoë"};
inline constexpr std::array<std::string_view, 24> mensNames = {
    "Adam", "Bruno",  "Carlos", "Dmitri", "Emil",   "Felix", "Goran", "Hugo",
    "Ivan", "Jonas",  "Kofi",   "Liam",   "Mateo",  "Noah",  "Omar",  "Paulo",
    "Ravi", "Stefan", "Tomás",  "Ulrich", "Viktor", "Wei",   "Yusuf", "Zoran"};
inline constexpr std::array<std::string_view, 32> familyNames = {
    "Almeida", "Bauer",  "Castillo", "Dimitrov",  "Eriksen", "Fischer",  "García", "Haddad",
    "Ito",     "Jansen", "Kowalski", "Lindqvist", "Moreau",  "Nakamura", "Okafor", "Petrov",
    "Quinn",   "Rossi",  "Silva",    "Tanaka",    "Ueda",    "Varga",    "Weber",  "Xu",
    "Yilmaz",  "Zhang",  "Abebe",    "Brandão",   "Cohen",   "Duarte",   "Farkas", "Novák"};

inline constexpr std::array<std::string_view, 6> cohortNames = {"Diabetes follow-up", "Hypertension registry",
                                                                "Cardiology ward",    "Preventive care panel",
                                                                "Asthma programme",   "Kidney clinic"};

inline constexpr std::array<Coding, 4> encounterTypes = {{
    {snomed, "185349003", "Encounter for check up (procedure)"},
    {snomed, "390906007", "Follow-up encounter (procedure)"},
    {snomed, "162673000", "General examination of patient (procedure)"},
    {snomed, "50849002", "Emergency room admission (procedure)"},
}};

inline constexpr std::array<Coding, 10> conditions = {{
    {snomed, "44054006", "Diabetes mellitus type 2 (disorder)"},
    {snomed, "59621000", "Essential hypertension (disorder)"},
    {snomed, "195967001", "Asthma (disorder)"},
    {snomed, "55822004", "Hyperlipidemia (disorder)"},
    {snomed, "709044004", "Chronic kidney disease (disorder)"},
    {snomed, "53741008", "Coronary arteriosclerosis (disorder)"},
    {snomed, "271737000", "Anemia (disorder)"},
    {snomed, "40055000", "Chronic sinusitis (disorder)"},
    {snomed, "162864005", "Body mass index 30+ - obesity (finding)"},
    {snomed, "10509002", "Acute bronchitis (disorder)"},
}};

inline constexpr std::array<Measurement, 10> measurements = {{
    {"vital-signs", {loinc, "8302-2", "Body height"}, "cm", 150, 195, 1},
    {"vital-signs", {loinc, "29463-7", "Body weight"}, "kg", 45, 120, 1},
    {"vital-signs", {loinc, "8867-4", "Heart rate"}, "/min", 52, 105, 0},
    {"vital-signs", {loinc, "8480-6", "Systolic blood pressure"}, "mm[Hg]", 98, 165, 0},
    {"vital-signs", {loinc, "8462-4", "Diastolic blood pressure"}, "mm[Hg]", 58, 102, 0},
    {"vital-signs", {loinc, "8310-5", "Body temperature"}, "Cel", 36, 39, 1},
    {"laboratory", {loinc, "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"}, "%", 4.6, 9.8, 1},
    {"laboratory", {loinc, "2339-0", "Glucose [Mass/volume] in Blood"}, "mg/dL", 68, 210, 0},
    {"laboratory", {loinc, "2093-3", "Cholesterol [Mass/volume] in Serum or Plasma"}, "mg/dL", 130, 270, 0},
    {"laboratory", {loinc, "38483-4", "Creatinine [Mass/volume] in Blood"}, "mg/dL", 0.5, 2.4, 2},
}};

} // namespace countersign::trialsource
