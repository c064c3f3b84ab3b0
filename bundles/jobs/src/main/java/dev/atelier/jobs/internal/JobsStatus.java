package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.MetricSource;
import dev.atelier.http.api.StatusPart;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.WorkerLog;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The jobs' share of status, health and figures. */
@Component(service = {StatusPart.class, MetricSource.class})
public final class JobsStatus implements StatusPart, MetricSource {
    private final JobsService jobs;
    private final WorkerLog log;

    @Activate
    public JobsStatus(@Reference(name = "jobs") JobsService jobs, @Reference(name = "log") WorkerLog log) {
        this.jobs = jobs;
        this.log = log;
    }

    @Override
    public void status(ObjectNode status) {
        List<JobRecord> active = jobs.active();
        status.put("paused", jobs.paused()).put("busy", jobs.busy());
        status.put(
                "currentJobId",
                active.stream()
                        .filter(job -> job.source() == JobRecord.Source.STUDIO)
                        .filter(job -> job.status() == JobRecord.Status.RUNNING)
                        .map(JobRecord::id)
                        .findFirst()
                        .orElse(null));
        status.set("activeJobs", JobJson.list(active));
        status.set("recentJobs", JobJson.list(jobs.recentStudio()));
        status.set("localJobs", JobJson.list(jobs.recentLocal()));
        status.put("logsSeq", log.seq());
    }

    @Override
    public void health(ObjectNode health) {
        health.put("busy", jobs.busy()).put("engine", "multi");
    }

    @Override
    public void collect(Sink sink) {
        jobs.board().tally().collect(sink);
        sink.gauge("atelier_jobs_active", "Jobs that run now.", jobs.running(), Map.of());
        sink.gauge("atelier_jobs_queued", "Jobs that wait for their turn.", jobs.queued(), Map.of());
    }
}
