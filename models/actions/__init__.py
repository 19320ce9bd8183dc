"""Actions: who walks, jogs, runs, boxes, waves or claps, by how their joints move."""
