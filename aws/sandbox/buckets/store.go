package buckets

import (
	"crypto/md5" //nolint:gosec // S3's ETag
	"encoding/hex"
	"slices"
	"time"

	"secretwatch/aws/sandbox/wire"
)

// room reports whether one more object of this size can be held.
func (s *State) room(size int) bool {
	return s.objects < maxObjects && s.bytes+size <= maxBytes
}

// store adds an object, as a new version where versioning is on and in the
// place of the old one otherwise.
func (s *State) store(b *bucket, key string, body []byte, header map[string]string, at time.Time) *object {
	sum := md5.Sum(body) //nolint:gosec // S3's ETag
	o := &object{
		key: key, version: b.newVersion(), modified: at, body: body, header: header,
		etag: `"` + hex.EncodeToString(sum[:]) + `"`,
	}
	s.add(b, o)
	return o
}

func (b *bucket) newVersion() string {
	if b.versions == "Enabled" {
		return wire.NewID()
	}
	return nullVersion
}

const nullVersion = "null"

// add puts a version on top. There is one null version of a key at most.
func (s *State) add(b *bucket, o *object) {
	if o.version == nullVersion {
		s.remove(b, o.key, nullVersion)
	}
	b.objects[o.key] = append(b.objects[o.key], o)
	b.size++
	s.objects++
	s.bytes += len(o.body)
}

// remove takes one version away; nil where there is none.
func (s *State) remove(b *bucket, key, version string) *object {
	list := b.objects[key]
	at := slices.IndexFunc(list, func(o *object) bool { return o.version == version })
	if at < 0 {
		return nil
	}
	gone := list[at]
	if list = slices.Delete(list, at, at+1); len(list) == 0 {
		delete(b.objects, key)
	} else {
		b.objects[key] = list
	}
	b.size--
	s.objects--
	s.bytes -= len(gone.body)
	return gone
}

// erase is DeleteObject: a version goes for good, and without a version's name
// a bucket with versioning gets a delete marker instead.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
func (s *State) erase(b *bucket, key, version string, at time.Time) *object {
	if version != "" {
		return s.remove(b, key, version)
	}
	if b.versions == "" {
		s.remove(b, key, nullVersion)
		return nil
	}
	marker := &object{key: key, version: b.newVersion(), modified: at, marker: true}
	s.add(b, marker)
	return marker
}

// newest is what a key stands for now; nil where it stands for nothing.
func (b *bucket) newest(key string) *object {
	list := b.objects[key]
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

func (b *bucket) versionOf(key, version string) *object {
	if version == "" {
		return b.newest(key)
	}
	for _, o := range b.objects[key] {
		if o.version == version {
			return o
		}
	}
	return nil
}

// evict makes room for a service's delivery: the oldest objects of the bucket
// go. AWS keeps them until the lifecycle ends them.
func (s *State) evict(b *bucket, size int) bool {
	for !s.room(size) {
		var oldest *object
		for _, list := range b.objects {
			if o := list[0]; oldest == nil || o.modified.Before(oldest.modified) {
				oldest = o
			}
		}
		if oldest == nil {
			return false
		}
		s.remove(b, oldest.key, oldest.version)
	}
	return true
}
