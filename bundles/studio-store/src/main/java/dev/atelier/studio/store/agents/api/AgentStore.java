package dev.atelier.studio.store.agents.api;

import org.osgi.annotation.versioning.ProviderType;

/** The shelves of agent work. Calls block for as long as the disk takes; changes are durable when a call returns. */
@ProviderType
public interface AgentStore {
    AgentTasks tasks();

    AgentEvents events();

    AgentQuestions questions();

    AgentHosts hosts();

    SealedSecrets secrets();
}
