"""From a stream's slot to a worker and back: streams, scheduler, fleet, supervisor."""
