#include "machine/region_group.h"

#include <string.h>

static const char *const region_group_eu[] = {
    "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie", "it", "lt", "lu", "lv",
    "mt", "nl", "pl", "pt", "ro", "se", "si", "sk",
    // London (eu-west-2) and Zurich (eu-central-2) are called Europe, too.
    "aws-eu-central-1", "aws-eu-north-1", "aws-eu-south-1", "aws-eu-south-2", "aws-eu-west-1", "aws-eu-west-3",
    // Not europe-west2 (London) and europe-west6 (Zurich).
    "gcp-europe-central2", "gcp-europe-north1", "gcp-europe-north2", "gcp-europe-southwest1", "gcp-europe-west1",
    "gcp-europe-west10", "gcp-europe-west12", "gcp-europe-west3", "gcp-europe-west4", "gcp-europe-west8",
    "gcp-europe-west9",
    // Without the United Kingdom, Norway and Switzerland.
    "azure-austriaeast", "azure-belgiumcentral", "azure-denmarkeast", "azure-finlandcentral", "azure-francecentral",
    "azure-francesouth", "azure-germanynorth", "azure-germanywestcentral", "azure-greececentral", "azure-italynorth",
    "azure-northeurope", "azure-polandcentral", "azure-spaincentral", "azure-swedencentral", "azure-swedensouth",
    "azure-westeurope", NULL};

static const char *const region_group_us[] = {"us",
                                              "egrid",
                                              "aws-us",
                                              "gcp-us",
                                              "azure-centralus",
                                              "azure-eastus",
                                              "azure-eastus2",
                                              "azure-eastus3",
                                              "azure-northcentralus",
                                              "azure-southcentralus",
                                              "azure-westcentralus",
                                              "azure-westus",
                                              "azure-westus2",
                                              "azure-westus3",
                                              NULL};

#define REGION_GROUP_CLOUD_SOURCE                                                                                      \
    "cloud regions as the providers locate them: docs.aws.amazon.com, AWS Regions; cloud.google.com, Regions and "     \
    "zones; learn.microsoft.com, Azure regions list"

const struct region_group region_group_all[] = {
    {"eu", "the European Union: its 27 member states, and the cloud regions in them",
     "european-union.europa.eu, EU countries (27 since 2020-02-01), codes of ISO 3166-1; " REGION_GROUP_CLOUD_SOURCE,
     region_group_eu},
    {"us", "the United States: the country, its states and grids, and the cloud regions in them",
     REGION_GROUP_CLOUD_SOURCE, region_group_us},
};

const size_t region_group_count = sizeof region_group_all / sizeof *region_group_all;

const struct region_group *region_group_named(const char *name)
{
    for (size_t i = 0; i < region_group_count; i++)
        if (strcmp(region_group_all[i].name, name) == 0)
            return &region_group_all[i];
    return NULL;
}

bool region_group_word_covers(const char *word, const char *region)
{
    size_t length = strlen(word);
    return strncmp(word, region, length) == 0 && (!region[length] || region[length] == '-');
}

bool region_group_covers(const char *word, const char *region)
{
    const struct region_group *group = region_group_named(word);
    bool covers = !group && region_group_word_covers(word, region);
    for (size_t i = 0; group && group->words[i] && !covers; i++)
        covers = region_group_word_covers(group->words[i], region);
    return covers;
}
